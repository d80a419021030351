/**
 * How attempts end: with an outcome that counts at once or after delay_after, with a failure that is tried again or
 * not, or given back.
 */
import { attemptRecord, withRecord } from "./attempt-history.js";
import type { Cause, Draft, EntryFields } from "./draft.js";
import { CANCELLED, type StoredFailure } from "./failure.js";
import type { AttemptEnd, NodeEntry } from "./node-entry.js";
import type { Outcome } from "./outcome.js";
import { retryDelayMs } from "./retry-policy.js";

/** Records the outcome of the attempt in `attempt`: it counts now, or after the task's delay_after. */
export function recordOutcome(draft: Draft, number: number, attempt: EntryFields, outcome: Outcome): void {
  const { delayAfterMs } = draft.node(number).task;
  if (delayAfterMs === 0 || !draft.mayWait) {
    countOutcome(draft, number, attempt, outcome);
    return;
  }
  const wakeTime = draft.now + delayAfterMs;
  draft.put(number, { ...attempt, state: "DELAYED", pending: outcome, wakeTime });
}

/** The outcome takes effect: the task ends, or is tried again. */
export function countOutcome(draft: Draft, number: number, attempt: EntryFields, outcome: Outcome): void {
  const endTime = draft.now;
  const cause: Cause = [number, attempt.attempt];
  switch (outcome.kind) {
    case "result":
      draft.put(number, { ...ended(attempt), state: "SUCCEEDED", endTime, result: outcome.result }, cause);
      return;
    case "failure":
      failAttempt(draft, number, attempt, outcome.failure, "FAILED");
      return;
    case "cancelled": {
      const failure = { type: CANCELLED, message: outcome.message, retryable: false };
      draft.put(
        number,
        { ...ended(attempt), state: "CANCELLED", endTime, ...(outcome.message !== "" && { failure }) },
        cause,
      );
    }
  }
}

/** The attempt failed: tried again where the policy and the flow allow it, `final` = in no case. */
export function failAttempt(
  draft: Draft,
  number: number,
  attempt: EntryFields,
  failure: StoredFailure,
  end: AttemptEnd,
  final = false,
): void {
  const tries = attempt.tries + 1;
  const { retry } = draft.node(number);
  const delayMs = final || !draft.mayRetry ? undefined : retryDelayMs(retry, tries, failure, draft.context.random);
  if (delayMs === undefined) {
    const cause: Cause = [number, attempt.attempt];
    draft.put(number, { ...ended(attempt), state: "FAILED", tries, failure, endTime: draft.now }, cause);
    return;
  }
  const history = withRecord(attempt.history, attemptRecord(attempt, end, tries, draft.now, failure));
  waitAgain(draft, number, { ...waiting(attempt), tries, history }, delayMs);
}

/**
 * The task waits for its next attempt, no earlier than in `delayMs`. Where the flow starts nothing any more it is
 * closed at once, as everything else that waited was.
 */
export function waitAgain(draft: Draft, number: number, fields: EntryFields, delayMs: number): void {
  const { now, flow } = draft;
  if (delayMs > 0) draft.put(number, { ...fields, state: "DELAYED", wakeTime: now + delayMs });
  else draft.put(number, { ...fields, state: "READY", readyTime: now });
  if (flow.state === "CANCELLING") cancelTask(draft, number);
  else if (flow.stopping === true) skipTask(draft, number, "STOPPED");
}

/** The task will not run. */
export function skipTask(draft: Draft, number: number, skipReason: "UPSTREAM" | "STOPPED"): void {
  const entry = draft.entry(number);
  const fields = entry === undefined ? UNTOUCHED : ended(entry);
  draft.put(number, { ...fields, state: "SKIPPED", skipReason, endTime: draft.now });
}

/** The task ends because its flow is cancelled. Its claim stays in the entry, so that later answers are understood. */
export function cancelTask(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  const fields = entry === undefined ? UNTOUCHED : ended(entry);
  draft.put(number, { ...fields, state: "CANCELLED", endTime: draft.now });
}

/** What the entry of a task begins with. */
export const UNTOUCHED: EntryFields = { state: "PENDING", attempt: 0, tries: 0, losses: 0 };

/** An entry without what only an open task has. */
function ended(entry: EntryFields | NodeEntry): EntryFields {
  const { wakeTime, pending, deferred, ...rest } = entry;
  return rest;
}

/** An entry without what belongs to the attempt that is over. */
export function waiting(entry: EntryFields | NodeEntry): EntryFields {
  const { wakeTime, pending, deferred, claim, progress, startTime, outcomeDigest, requestId, ...rest } = entry;
  return rest;
}
