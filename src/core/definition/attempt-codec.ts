/**
 * The canonical form of what says how often a task is run.
 */
import type { Repeat, RetryPolicy } from "./definition.js";
import { integer, list, real, record, text } from "./record-codec.js";

export const retryPolicy = record<RetryPolicy>({
  maxAttempts: { number: 1, codec: integer, standard: 0 },
  initialIntervalMs: { number: 2, codec: integer, standard: 0 },
  multiplier: { number: 3, codec: real, standard: 0 },
  maxIntervalMs: { number: 4, codec: integer, standard: 0 },
  jitter: { number: 5, codec: real, standard: 0 },
  nonRetryableTypes: { number: 6, codec: list(text), standard: [] },
  condition: { number: 7, codec: text },
});

export const repeat = record<Repeat>({
  until: { number: 1, codec: text },
  maxTimes: { number: 2, codec: integer, standard: 0 },
  delayMs: { number: 3, codec: integer, standard: 0 },
});
