/**
 * Whether an attempt that has failed is followed by another try: as its policy says, and its condition.
 */
import { ExpressionFault } from "../expressions/fault.js";
import type { StoredFailure } from "../state/failure.js";
import type { Draft } from "./draft.js";
import type { EntryDraft } from "./entry-draft.js";
import { expressionFailure, withEarlier } from "./expression-values.js";
import { retryDelayMs } from "./retry-policy.js";

export interface FurtherTry {
  /** How long until then; undefined = there is none. */
  readonly delayMs: number | undefined;
  /** The attempt's own, or that of the condition. */
  readonly failure: StoredFailure;
}

export function furtherTry(draft: Draft, number: number, attempt: EntryDraft, failure: StoredFailure): FurtherTry {
  const { retry, retryCondition } = draft.node(number);
  const tries = attempt.tries + 1;
  const delayMs = retryDelayMs(retry, tries, failure, draft.context.random);
  if (delayMs === undefined || retryCondition === undefined) return { delayMs, failure };
  try {
    const holds = draft.expressions.holds(retryCondition, { number, entry: { ...attempt, tries, failure } });
    return { delayMs: holds ? delayMs : undefined, failure };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return { delayMs: undefined, failure: withEarlier(expressionFailure(retryCondition, error), failure) };
  }
}
