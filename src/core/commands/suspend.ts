/**
 * Suspend: nothing more is offered. The flow is SUSPENDING while a task is claimed; deferred ones do not hold it.
 */

import type { SuspendFlow } from "../command.js";
import { accepted } from "../decide/answers.js";
import { rests } from "../decide/conclusion.js";
import type { Draft } from "../decide/draft.js";
import type { Decision } from "../decision.js";
import { controlDecided, withRequest } from "./control.js";

export function suspend(draft: Draft, command: SuspendFlow): Decision {
  const { state, pause } = draft.flow;
  // What an edge has paused may still offer something: a caller's word ends that.
  const isPaused = pause !== undefined && pause.silent === undefined;
  const standing = (state === "SUSPENDING" || state === "SUSPENDED") && !isPaused;
  const decided = controlDecided(draft, command, standing);
  if (decided !== undefined) return decided;
  const fields = withRequest(draft, command);
  // Before its start nothing is claimed anywhere, and no other segment need hear of it.
  const rested = state === "PENDING" || (isPaused ? draft.segment.heldCount === 0 : rests(draft.segment));
  const silenced = pause === undefined ? {} : { pause: { ...pause, silent: true as const } };
  draft.putFlow({ ...fields, ...silenced, state: rested || state === "SUSPENDED" ? "SUSPENDED" : "SUSPENDING" });
  return accepted(draft);
}
