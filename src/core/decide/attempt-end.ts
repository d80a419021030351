/**
 * How attempts end: with an outcome that counts at once or after delay_after, with a failure that is tried again or
 * not, or given back.
 */

import type { StoredFailure } from "../state/failure.js";
import { ownerOf } from "../state/item-lists.js";
import type { AttemptEnd, Cause, Evaluation } from "../state/node-entry.js";
import type { Outcome } from "../state/outcome.js";
import type { StoredPayload } from "../state/payload.js";
import { delayAfterMsOf } from "../state/planned.js";
import { ask, asksEnd } from "./ask.js";
import { attemptRecord, withRecord } from "./attempt-history.js";
import { cancelTask, noteWhy, skipTask } from "./close-task.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft } from "./entry-draft.js";
import { furtherTry } from "./further-try.js";
import { begin } from "./reach.js";
import { afterRound } from "./repeat.js";
import { failRevert, leaveUndone, recordRevert } from "./revert-end.js";
import { withhold } from "./withhold.js";

/** Records the outcome of this attempt: it counts now, or after the task's delay_after. */
export function recordOutcome(
  draft: Draft,
  number: number,
  attempt: EntryDraft,
  outcome: Outcome,
  cause?: Cause,
): void {
  if (attempt.reversal?.begun === true) {
    recordRevert(draft, number, attempt, outcome);
    return;
  }
  const delayAfterMs = delayAfterMsOf(draft.node(number), attempt);
  if (delayAfterMs === 0 || !draft.mayWait || attempt.reversal !== undefined) {
    countOutcome(draft, number, attempt, outcome, cause);
    return;
  }
  attempt.state = "DELAYED";
  attempt.pending = outcome;
  attempt.wakeTime = draft.now + delayAfterMs;
  draft.put(number, attempt);
}

/**
 * The outcome of this attempt takes effect: the task ends or is tried again, unless that is to be decided first. `cause`:
 * the completion that what follows goes back to; absent = that of the attempt.
 */
export function countOutcome(draft: Draft, number: number, attempt: EntryDraft, outcome: Outcome, cause?: Cause): void {
  const asks = outcome.kind !== "cancelled" && attempt.reversal === undefined;
  if (asks && asksEnd(draft, draft.node(number))) {
    askEnd(draft, number, attempt, outcome, { phase: "END" });
    return;
  }
  countUnasked(draft, number, attempt, outcome, cause);
}

/** The outcome waits until it is decided what becomes of it. */
export function askEnd(
  draft: Draft,
  number: number,
  attempt: EntryDraft,
  outcome: Outcome,
  evaluation: Evaluation,
): void {
  attempt.state = "RUNNING";
  attempt.pending = outcome;
  attempt.evaluation = evaluation;
  draft.put(number, attempt);
  ask(draft, number, "END");
}

/** The outcome of this attempt takes effect, whoever there is to be asked. */
export function countUnasked(
  draft: Draft,
  number: number,
  attempt: EntryDraft,
  outcome: Outcome,
  cause: Cause = [number, attempt.attempt],
): void {
  if (outcome.kind === "failure") {
    failUnasked(draft, number, attempt, outcome.failure, { end: "FAILED", cause });
    return;
  }
  if (outcome.kind === "result" && repeats(draft, number, attempt, outcome.result)) return;
  attempt.endTime = draft.now;
  if (outcome.kind === "result") {
    attempt.state = "SUCCEEDED";
    attempt.result = outcome.result;
  } else {
    attempt.state = "CANCELLED";
    noteWhy(attempt, outcome.message);
  }
  draft.put(number, attempt, cause);
}

/** Whether an attempt that has succeeded is not the end of its task: another round follows, or it has failed after all. */
export function repeats(draft: Draft, number: number, attempt: EntryDraft, result: StoredPayload): boolean {
  if (draft.node(number).repeat === undefined) return false;
  const after = afterRound(draft, number, attempt, result);
  if (after === "done") return false;
  if (after !== "failed") waitAgain(draft, number, after.next, after.delayMs);
  return true;
}

/**
 * This attempt failed without an outcome that anybody brought: it is tried again where the policy and the flow allow it,
 * unless that is to be decided first; `final` = in no case.
 */
export function failAttempt(
  draft: Draft,
  number: number,
  attempt: EntryDraft,
  failure: StoredFailure,
  end: AttemptEnd,
  final = false,
): void {
  if (attempt.reversal?.begun === true) {
    failRevert(draft, number, attempt, failure);
    return;
  }
  if (attempt.reversal === undefined && asksEnd(draft, draft.node(number))) {
    const outcome: Outcome = { kind: "failure", failure, digest: attempt.outcomeDigest ?? "" };
    askEnd(draft, number, attempt, outcome, { phase: "END", end, ...(final && { final }) });
    return;
  }
  failUnasked(draft, number, attempt, failure, { end, final });
}

interface Failing {
  readonly end: AttemptEnd;
  readonly final?: boolean;
  readonly cause?: Cause;
}

/** As `failAttempt`, whoever there is to be asked. Returns whether it is tried again. */
export function failUnasked(
  draft: Draft,
  number: number,
  attempt: EntryDraft,
  failure: StoredFailure,
  { end, final = false, cause = [number, attempt.attempt] }: Failing,
): boolean {
  const tries = attempt.tries + 1;
  const mayRetry = !final && draft.mayRetry && attempt.reversal === undefined;
  const further = mayRetry ? furtherTry(draft, number, attempt, failure) : undefined;
  if (further?.delayMs !== undefined) {
    tryAgain(draft, number, attempt, { end, delayMs: further.delayMs, failure });
    return true;
  }
  attempt.state = "FAILED";
  attempt.tries = tries;
  attempt.failure = further?.failure ?? failure;
  attempt.endTime = draft.now;
  draft.put(number, attempt, cause);
  return false;
}

export interface Try {
  readonly end: AttemptEnd;
  readonly delayMs: number;
  readonly failure?: StoredFailure;
}

/** The attempt is over, and another one follows. */
export function tryAgain(draft: Draft, number: number, attempt: EntryDraft, { end, delayMs, failure }: Try): void {
  const tries = attempt.tries + 1;
  const history = withRecord(attempt.history, attemptRecord(attempt, end, tries, draft.now, failure));
  const next = betweenAttempts(attempt, history);
  next.tries = tries;
  if (delayMs === 0) begin(draft, number, { node: draft.node(number), entry: next, cause: undefined });
  else waitAgain(draft, number, next, delayMs);
}

/**
 * The task waits for its next attempt, no earlier than in `delayMs`. Where the flow starts nothing any more it is
 * closed at once, as everything else that waited was; and so it is where it is to be undone.
 */
export function waitAgain(draft: Draft, number: number, entry: EntryDraft, delayMs: number): void {
  const { now, flow } = draft;
  if (entry.reversal !== undefined && entry.reversal.begun === undefined) {
    withhold(draft, number, entry);
    return;
  }
  if (delayMs > 0) {
    entry.state = "DELAYED";
    entry.wakeTime = now + delayMs;
  } else {
    entry.state = "READY";
    entry.readyTime = now;
  }
  draft.put(number, entry);
  if (entry.item !== undefined) return;
  const owner = ownerOf(entry);
  const isUndone = owner !== undefined && draft.entry(owner)?.reversal !== undefined;
  if (flow.state === "CANCELLING" || isUndone) cancelTask(draft, number);
  else if (flow.stopping === true && entry.reversal !== undefined) leaveUndone(draft, number);
  else if (flow.stopping === true) skipTask(draft, number, "STOPPED");
}
