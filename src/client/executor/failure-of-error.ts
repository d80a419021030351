/**
 * What a handler threw as the Failure of its attempt, cut to the contract's limits so that it is never refused. Whatever it
 * is, to look at it throws nothing here.
 */
import type { FailureInput } from "../failures.js";
import { NonRetryableError, RetryAfter, TaskFailure } from "./task-errors.js";

const TYPE_BYTES = 255;
const MESSAGE_BYTES = 16 * 1024;
const STACK_BYTES = 8 * 1024;
const DEPTH = 8;
const UNTOLD = "what was thrown has no text";

/** Retryable unless it is a NonRetryableError. The chain of `cause`s comes along. */
export function failureOfError(error: unknown, depth = 1): FailureInput {
  try {
    return error instanceof Error ? failureOf(error, depth) : { type: "Error", message: messageOf(error) };
  } catch {
    return { type: "Error", message: UNTOLD };
  }
}

/** In place of an outcome that can never be recorded. */
export function refusal(message: string): FailureInput {
  return { type: "OUTCOME_REFUSED", message: cut(message, MESSAGE_BYTES), retryable: false };
}

/** Its message, or itself as a text, cut as a failure's. */
export function messageOf(error: unknown): string {
  return cut(told(() => (error instanceof Error ? error.message : error)) ?? UNTOLD, MESSAGE_BYTES);
}

/** An error that can be looked at: itself, or one in its place that says that it cannot. */
export function tellable(error: unknown): unknown {
  try {
    if (error instanceof Error) String(error.name) + String(error.message) + String(error.stack);
    else String(error);
    return error;
  } catch {
    const failure = failureOfError(error);
    return new TaskFailure(failure.message ?? UNTOLD, { type: failure.type });
  }
}

function failureOf(error: Error, depth: number): FailureInput {
  const stack = told(() => error.stack);
  const given = error instanceof TaskFailure ? error : undefined;
  const details = given?.details ?? (stack === undefined ? undefined : { stack: cut(stack, STACK_BYTES) });
  const cause = depth >= DEPTH ? undefined : error.cause;
  return {
    type: cut(told(() => given?.type ?? error.name) ?? "", TYPE_BYTES) || "Error",
    message: messageOf(error),
    ...(details === undefined ? {} : { details }),
    ...(error instanceof NonRetryableError ? { retryable: false } : {}),
    ...(error instanceof RetryAfter ? { retryAfter: error.delay } : {}),
    causes: cause === undefined ? [] : [failureOfError(cause, depth + 1)],
  };
}

/** As a text; undefined where there is none. */
function told(read: () => unknown): string | undefined {
  try {
    const value = read();
    return value === undefined ? undefined : String(value);
  } catch {
    return undefined;
  }
}

/** At most `bytes` of UTF-8, never half a character; what UTF-8 cannot carry becomes U+FFFD. */
function cut(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return encoded.toString();
  return new TextDecoder().decode(encoded.subarray(0, bytes - 3), { stream: true });
}
