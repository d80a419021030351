/**
 * How reverts end, and what becomes of the others when one fails.
 */
import { CANCELLED, type StoredFailure } from "../state/failure.js";
import type { Outcome } from "../state/outcome.js";
import { isUntouched } from "../state/reversal.js";
import { closeDue } from "./close-items.js";
import { skipTask } from "./close-task.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft } from "./entry-draft.js";
import { dropOpenFailures } from "./open-failures.js";

/** Records what the REVERT item of a task resulted in. */
export function recordRevert(draft: Draft, number: number, attempt: EntryDraft, outcome: Outcome): void {
  if (outcome.kind === "failure") {
    failRevert(draft, number, attempt, outcome.failure);
    return;
  }
  if (outcome.kind === "cancelled") {
    const message = outcome.message === "" ? "its holder cancelled it" : outcome.message;
    failRevert(draft, number, attempt, { type: CANCELLED, message, retryable: false });
    return;
  }
  attempt.state = "REVERTED";
  attempt.endTime = draft.now;
  attempt.reversal = { intent: "REVERT", begun: true, result: outcome.result };
  draft.put(number, attempt);
}

/** A revert is not tried again: what is not undone yet stays as it is, nothing new starts, and the flow will have FAILED. */
export function failRevert(draft: Draft, number: number, attempt: EntryDraft, failure: StoredFailure): void {
  const goesOn = draft.undoes;
  attempt.state = "REVERT_FAILED";
  attempt.endTime = draft.now;
  attempt.reversal = { intent: "REVERT", begun: true, failure };
  draft.put(number, attempt);
  if (!goesOn) return;
  draft.putFlow({ stopping: true });
  haltTasks(draft);
}

/** What nobody has begun does not begin; what runs, and what waits for delay_after, goes on. */
export function haltTasks(draft: Draft): void {
  dropOpenFailures(draft);
  for (const number of draft.segment.numbers()) {
    const entry = draft.entry(number);
    const state = entry?.state ?? "PENDING";
    if (entry?.reversal?.begun === true && (state === "READY" || state === "DELAYED")) leaveUndone(draft, number);
    else if (state === "READY" || state === "DELAYED" ? entry?.pending === undefined : isUntouched(entry)) {
      skipTask(draft, number, "STOPPED");
    }
  }
  for (const owner of draft.segment.control?.lists.running ?? []) closeDue(draft, owner, "STOPPED");
}

/** Its revert was offered, and will not be done. */
export function leaveUndone(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  if (entry === undefined) throw new Error(`node ${number} has no entry`);
  const left = betweenAttempts(entry);
  left.state = entry.failure === undefined ? "SUCCEEDED" : "FAILED";
  left.reversal = { intent: "REVERT" };
  left.endTime = draft.now;
  draft.put(number, left);
}
