/**
 * Rounds: a task that has succeeded runs again, until its condition holds or it has run often enough.
 */
import type { CompiledRepeat } from "../definition/computed.js";
import { ExpressionFault } from "../expressions/fault.js";
import { LIMITS } from "../limits.js";
import type { StoredPayload } from "../state/payload.js";
import { attemptRecord, withRecord } from "./attempt-history.js";
import { bindInput } from "./bindings.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft } from "./entry-draft.js";
import { expressionFailure } from "./expression-values.js";

/** What becomes of an attempt that has succeeded. `next`: the task as it waits for its next round, after that delay. */
export type AfterRound = "done" | "failed" | { readonly next: EntryDraft; readonly delayMs: number };

/** "failed": it has been put down as that, since its condition or its next input cannot be evaluated. */
export function afterRound(draft: Draft, number: number, attempt: EntryDraft, result: StoredPayload): AfterRound {
  const { repeat } = draft.node(number);
  if (repeat === undefined || !draft.mayRetry) return "done";
  const done = (attempt.rounds?.done ?? 0) + 1;
  const isDone = isOver(draft, number, { ...attempt, result }, repeat);
  if (isDone instanceof ExpressionFault) {
    if (repeat.until !== undefined) attempt.failure = expressionFailure(repeat.until, isDone);
    attempt.state = "FAILED";
    attempt.tries += 1;
    attempt.endTime = draft.now;
    draft.put(number, attempt, [number, attempt.attempt]);
    return "failed";
  }
  if (isDone || done >= (repeat.maxTimes === 0 ? LIMITS.repeatTimes : repeat.maxTimes)) return "done";
  const record = attemptRecord(attempt, "SUCCEEDED", attempt.tries, draft.now);
  const next = betweenAttempts(attempt, withRecord(attempt.history, record));
  next.tries = 0;
  const results = [...(attempt.rounds?.results ?? []), result].slice(-LIMITS.roundsKept);
  next.rounds = { done, results };
  if (!bindInput(draft, number, next, [number, attempt.attempt])) return "failed";
  return { next, delayMs: repeat.delayMs };
}

function isOver(draft: Draft, number: number, entry: EntryDraft, { until }: CompiledRepeat): boolean | ExpressionFault {
  if (until === undefined) return false;
  try {
    return draft.expressions.holds(until, { number, entry });
  } catch (error) {
    if (error instanceof ExpressionFault) return error;
    throw error;
  }
}
