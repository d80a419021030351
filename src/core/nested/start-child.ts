/**
 * How an attempt goes on as a flow of its own: the task is RUNNING without a claim until that flow has ended.
 */
import { recordOutcome } from "../decide/attempt-end.js";
import type { Draft } from "../decide/draft.js";
import { betweenAttempts, type EntryDraft } from "../decide/entry-draft.js";
import { LIMITS } from "../limits.js";
import { depthOf } from "../state/child-flow.js";
import { NESTING_TOO_DEEP } from "../state/failure.js";
import { engineFailure } from "./child-end.js";

/** The turn of a nested flow has come: its next attempt begins. */
export function startChild(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  if (entry === undefined) throw new Error(`node ${number} is ready but has no entry`);
  const attempt = betweenAttempts(entry);
  attempt.attempt = entry.attempt + 1;
  attempt.startTime = draft.now;
  if (refuseTooDeep(draft, number, attempt)) return;
  attempt.state = "RUNNING";
  attempt.child = {};
  draft.put(number, attempt);
}

/** In a flow that is within too many others the attempt fails. Returns whether it is one. */
export function refuseTooDeep(draft: Draft, number: number, attempt: EntryDraft): boolean {
  const limit = LIMITS.nestingDepth;
  if (depthOf(draft.flow) < limit) return false;
  const outcome = engineFailure(NESTING_TOO_DEEP, `the flow is within ${limit} others, which is the limit`, false);
  attempt.outcomeDigest = outcome.digest;
  recordOutcome(draft, number, attempt, outcome);
  return true;
}
