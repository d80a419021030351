/**
 * What says how often a task is run, in canonical form: retry policies and repeats.
 */
import { ByteWriter } from "./byte-writer.js";
import type { FlowSettings, Repeat, RetryPolicy } from "./definition.js";
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

/** The bytes of the retry policy that tasks without one of their own have. */
export function standardRetry({ defaultRetry }: FlowSettings): Uint8Array | undefined {
  return defaultRetry === undefined ? undefined : retryBytes(defaultRetry);
}

/** The types that are not retried are a set: sorted, each once. */
export function plainestRetry(retry: RetryPolicy): RetryPolicy {
  return { ...retry, nonRetryableTypes: [...new Set(retry.nonRetryableTypes)].sort() };
}

export function retryBytes(retry: RetryPolicy): Uint8Array {
  const out = new ByteWriter();
  retryPolicy.write(out, plainestRetry(retry));
  return out.bytes();
}
