/**
 * Suspend: nothing more is offered. The flow is SUSPENDING while a task is claimed; deferred ones do not hold it.
 */

import type { SuspendFlow } from "../command.js";
import { accepted } from "../decide/answers.js";
import { rests } from "../decide/conclusion.js";
import type { Draft } from "../decide/draft.js";
import type { Decision } from "../decision.js";
import { awaitRests } from "../nested/tell-family.js";
import type { FlowHeader } from "../state/flow-header.js";
import { controlDecided, withRequest } from "./control.js";

export function suspend(draft: Draft, command: SuspendFlow): Decision {
  const { state, pause } = draft.flow;
  // What an edge has paused may still offer something: a caller's word ends that.
  const isPaused = pause !== undefined && pause.silent === undefined;
  const standing = (state === "SUSPENDING" || state === "SUSPENDED") && !isPaused;
  const decided = controlDecided(draft, command, standing);
  if (decided !== undefined) return decided;
  suspendNow(draft, withRequest(draft, command));
  return accepted(draft);
}

/** Nothing more is offered from now on; nothing changes where that is so already. */
export function suspendNow(draft: Draft, fields: Partial<FlowHeader> = {}): void {
  const { state, pause } = draft.flow;
  const isPaused = pause !== undefined && pause.silent === undefined;
  if ((state === "SUSPENDING" || state === "SUSPENDED") && !isPaused) return;
  awaitRests(draft);
  // Before its start nothing is claimed anywhere, and no other segment need hear of it.
  const isHeld = draft.segment.heldCount > 0 || draft.segment.family.activeCount > 0;
  const rested = state === "PENDING" || (isPaused ? !isHeld : rests(draft.segment));
  const silenced = pause === undefined ? {} : { pause: { ...pause, silent: true as const } };
  draft.putFlow({ ...fields, ...silenced, state: rested || state === "SUSPENDED" ? "SUSPENDED" : "SUSPENDING" });
}
