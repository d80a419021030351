/**
 * What of failures and of a scope's history fits into so many bytes: what controllers resulted in, then failures, each the
 * newest first. What stays of a failure whose body does not fit is small, as all is that the state has.
 */
import type { StoredFailure } from "../../core/state/failure.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { ScopeAttempt } from "../../core/state/reversal.js";

/** Bytes that payloads may take; those that do not fit are left out. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(payload: StoredPayload | undefined): StoredPayload | undefined {
    if (payload === undefined || payload.size > this.#left) return undefined;
    this.#left -= payload.size;
    return payload;
  }
}

export function fittingFailure(failure: StoredFailure, budget: Budget): StoredFailure {
  const { body, ...rest } = failure;
  if (body === undefined || budget.take(body) !== undefined) return failure;
  return rest;
}

/** Of attempts, the oldest first, those values that fit. */
export function withFittingValues(attempts: readonly ScopeAttempt[], budget: Budget): readonly ScopeAttempt[] {
  return newestFirst(attempts, ({ value, ...attempt }) => {
    const kept = budget.take(value);
    return { ...attempt, ...(kept !== undefined && { value: kept }) };
  });
}

/** Of attempts, the oldest first, those failures that fit. */
export function withFittingFailures(attempts: readonly ScopeAttempt[], budget: Budget): readonly ScopeAttempt[] {
  return newestFirst(attempts, ({ failures, own, ...attempt }) => {
    const kept = failures.map(({ task, failure }) => ({ task, failure: fittingFailure(failure, budget) }));
    return { ...attempt, failures: kept, ...(own !== undefined && { own: fittingFailure(own, budget) }) };
  });
}

/** In the order in which they came. */
export function newestFirst<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  return [...items].reverse().map(change).reverse();
}

export function sumOfSizes(payloads: readonly (StoredPayload | undefined)[]): number {
  return payloads.reduce((sum, payload) => sum + (payload?.size ?? 0), 0);
}
