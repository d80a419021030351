/**
 * When a failed task is tried again.
 */
import type { RetryPolicy } from "../definition/definition.js";
import { LIMITS } from "../limits.js";
import type { StoredFailure } from "../state/failure.js";

/** Whether a failure ends what failed, whatever tries are left. */
export function isFinal(policy: RetryPolicy | undefined, { retryable, type }: StoredFailure): boolean {
  return !retryable || policy?.nonRetryableTypes.includes(type) === true;
}

/**
 * How long to wait before the next try, whole milliseconds; undefined = there is none. `tries` counts the failure.
 * The interval grows by the multiplier with each try up to its maximum, is shortened at random by up to the jitter's
 * share, and is never shorter than the failure's own retry_after. Without a policy there is one try.
 */
export function retryDelayMs(
  policy: RetryPolicy | undefined,
  tries: number,
  failure: StoredFailure,
  random: () => number,
): number | undefined {
  if (policy === undefined || tries >= policy.maxAttempts || isFinal(policy, failure)) return undefined;
  const bound = policy.maxIntervalMs > 0 ? policy.maxIntervalMs : LIMITS.durationMs;
  const grown = policy.initialIntervalMs * policy.multiplier ** (tries - 1);
  // An interval of 0 that grows beyond all numbers is still 0.
  const interval = Math.min(Number.isNaN(grown) ? 0 : grown, bound, LIMITS.durationMs);
  const jittered = policy.jitter > 0 ? interval * (1 - policy.jitter * random()) : interval;
  return Math.max(Math.round(jittered), failure.retryAfterMs ?? 0);
}
