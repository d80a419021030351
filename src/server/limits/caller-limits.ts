/**
 * How much one caller may take: calls at once, and calls a second by a bucket of tokens that fills again at that rate.
 */
import { LRUCache } from "lru-cache";
import { EngineError } from "../../engine/engine-error.js";

export interface CallerLimitsConfig {
  /** Undefined = no limit. */
  readonly maxCallsPerCaller: number | undefined;
  readonly callsPerSecond: number | undefined;
}

/** Whoever is counted: asked only where there is a limit. */
export interface Counted {
  readonly callerKey: string;
}

interface Bucket {
  /** May fall below zero: then the caller is ahead of its rate. */
  tokens: number;
  /** When they were counted; milliseconds by performance.now(). */
  at: number;
}

/** Callers that are forgotten beyond these have been silent the longest: their buckets are full again, or nearly. */
const KEPT_BUCKETS = 10_000;

export class CallerLimits {
  readonly #maxCalls: number | undefined;
  readonly #rate: number | undefined;
  readonly #open = new Map<string, number>();
  readonly #buckets = new LRUCache<string, Bucket>({ max: KEPT_BUCKETS });

  constructor({ maxCallsPerCaller, callsPerSecond }: CallerLimitsConfig) {
    this.#maxCalls = maxCallsPerCaller;
    this.#rate = callsPerSecond;
  }

  /** A call begins. Throws OVERLOADED; otherwise the call must leave. */
  enter(call: Counted): void {
    if (this.#rate !== undefined) this.#takeToken(call.callerKey, this.#rate);
    if (this.#maxCalls === undefined) return;
    const caller = call.callerKey;
    const open = (this.#open.get(caller) ?? 0) + 1;
    if (open > this.#maxCalls) {
      throw overloaded("calls_per_caller", this.#maxCalls, `a caller may have ${this.#maxCalls} calls open at once`);
    }
    this.#open.set(caller, open);
  }

  leave(call: Counted): void {
    if (this.#maxCalls === undefined) return;
    const caller = call.callerKey;
    const open = this.#open.get(caller);
    if (open === undefined) return;
    if (open > 1) this.#open.set(caller, open - 1);
    else this.#open.delete(caller);
  }

  /** A frame comes on a stream that is open: it waits for as long as its caller is ahead of its rate. */
  frameTurn(call: Counted): Promise<void> | undefined {
    if (this.#rate === undefined) return undefined;
    const bucket = this.#filled(call.callerKey, this.#rate);
    bucket.tokens -= 1;
    if (bucket.tokens >= 0) return undefined;
    const waitMs = (-bucket.tokens / this.#rate) * 1_000;
    return new Promise((resolve) => {
      setTimeout(resolve, waitMs).unref();
    });
  }

  #takeToken(caller: string, rate: number): void {
    const bucket = this.#filled(caller, rate);
    if (bucket.tokens < 1) {
      const retryAfterMs = Math.ceil(((1 - bucket.tokens) / rate) * 1_000);
      throw overloaded("calls_per_second", rate, `a caller may make ${rate} calls a second`, retryAfterMs);
    }
    bucket.tokens -= 1;
  }

  #filled(caller: string, rate: number): Bucket {
    const now = performance.now();
    const bucket = this.#buckets.get(caller) ?? { tokens: rate, at: now };
    bucket.tokens = Math.min(rate, bucket.tokens + ((now - bucket.at) / 1_000) * rate);
    bucket.at = now;
    this.#buckets.set(caller, bucket);
    return bucket;
  }
}

function overloaded(limit: string, value: number, text: string, retryAfterMs?: number): EngineError {
  return new EngineError("OVERLOADED", text, {
    metadata: { limit, value: String(value) },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
