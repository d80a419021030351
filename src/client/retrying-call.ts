/**
 * One call with its tries: repeated with full jitter while that can help and the deadline allows, always as the same
 * request, so that a server that carried it out before answers with the recorded outcome.
 */
import { fullJitterMs, wait } from "./backoff.js";
import { LazyEngineError } from "./lazy-engine-error.js";

export interface RetryOptions {
  /** The longest wait before the second try; doubles with each further one. Milliseconds, default 50. */
  readonly initialMs?: number;
  /** The longest wait of all. Milliseconds, default 2,000. */
  readonly maxMs?: number;
  /** How many tries there are in all. Default: as many as the deadline allows. */
  readonly maxAttempts?: number;
}

export interface RetryingCall {
  /** Milliseconds since the epoch by this machine's clock. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  /** False = one try. */
  readonly retry: RetryOptions | false;
}

/** Refusals that the same request meets again, although their code asks to try later. */
const FINAL_REASONS: ReadonlySet<string> = new Set([
  "REVISION_MISMATCH",
  "SESSION_TAKEN_OVER",
  "SESSION_EXPIRED",
  "FLOW_FULL",
]);

/** Whether it is the answer to a call of which the very same may succeed a little later. */
export function isRepeatable(error: unknown): error is LazyEngineError {
  return error instanceof LazyEngineError && mayPass(error);
}

/** Whether the very same request may succeed a little later. */
export function mayPass(error: LazyEngineError): boolean {
  if (FINAL_REASONS.has(error.reason)) {
    return false;
  }
  switch (error.code) {
    case "UNAVAILABLE":
      return true;
    case "ABORTED":
    case "RESOURCE_EXHAUSTED":
      return error.retryAfterMs !== undefined;
    case "DEADLINE_EXCEEDED":
      // A server, whose clock may have jumped, says that the time is over; whether it is, this side's own clock tells.
      return error.reason !== "";
    case "CANCELLED":
      // How grpc-js reports a stream that a dying server reset; who aborts a call himself gets his signal's reason.
      return error.reason === "";
    case "INTERNAL":
      // How grpc-js may report a connection that broke in the middle of a call; a server's own errors have a reason.
      return error.reason === "" && error.message.includes("RST_STREAM");
    default:
      return false;
  }
}

/** The deadline passed and no server has spoken. */
function isUnanswered(error: unknown): error is LazyEngineError {
  return error instanceof LazyEngineError && error.code === "DEADLINE_EXCEEDED" && error.reason === "";
}

/** Instead of what grpc-js says of its own insides. */
function unanswered(waitedMs: number, cause: LazyEngineError): LazyEngineError {
  const waited = waitedMs < 1_000 ? `${waitedMs}ms` : `${Math.round(waitedMs / 100) / 10}s`;
  return new LazyEngineError({
    code: "DEADLINE_EXCEEDED",
    message: `the server did not answer within ${waited}`,
    cause,
  });
}

/**
 * Calls `attempt` until it succeeds, fails in a way that a repeat cannot help, or the deadline does not allow another
 * wait: then the last error is thrown, or, where the last try ran into the deadline, the refusal before it, which says
 * why. `attempt` is told how often it was tried before.
 */
export async function callWithRetries<Value>(
  attempt: (tries: number) => Promise<Value>,
  { deadline, signal, retry }: RetryingCall,
): Promise<Value> {
  const {
    initialMs = 50,
    maxMs = 2_000,
    maxAttempts = Number.POSITIVE_INFINITY,
  } = retry === false ? { maxAttempts: 1 } : retry;
  const begin = Date.now();
  let refusal: LazyEngineError | undefined;
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt(tries);
    } catch (error) {
      if (isUnanswered(error)) throw refusal ?? unanswered(deadline - begin, error);
      if (tries + 1 >= maxAttempts || !isRepeatable(error)) {
        throw error;
      }
      const delay = (error.retryAfterMs ?? 0) + fullJitterMs(tries, initialMs, maxMs);
      if (Date.now() + delay >= deadline) {
        throw error;
      }
      refusal = error;
      await wait(delay, signal);
    }
  }
}
