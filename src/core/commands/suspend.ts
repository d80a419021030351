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
  const { state } = draft.flow;
  const decided = controlDecided(draft, command, state === "SUSPENDING" || state === "SUSPENDED");
  if (decided !== undefined) return decided;
  const fields = withRequest(draft, command);
  // Before its start nothing is claimed anywhere, and no other segment need hear of it.
  const rested = state === "PENDING" || rests(draft.segment);
  draft.putFlow({ ...fields, state: rested ? "SUSPENDED" : "SUSPENDING" });
  return accepted(draft);
}
