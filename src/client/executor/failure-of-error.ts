/**
 * What a handler threw as the Failure of its attempt, cut to the contract's limits so that it is never refused.
 */
import type { FailureInput } from "../failures.js";
import { NonRetryableError, RetryAfter, TaskFailure } from "./task-errors.js";

const TYPE_BYTES = 255;
const MESSAGE_BYTES = 16 * 1024;
const STACK_BYTES = 8 * 1024;
const DEPTH = 8;

/** Retryable unless it is a NonRetryableError. The chain of `cause`s comes along. */
export function failureOfError(error: unknown, depth = 1): FailureInput {
  if (!(error instanceof Error)) {
    return { type: "Error", message: cut(String(error), MESSAGE_BYTES) };
  }
  const stack = error.stack === undefined ? undefined : { stack: cut(error.stack, STACK_BYTES) };
  const given = error instanceof TaskFailure ? error : undefined;
  const details = given?.details ?? stack;
  const causes = error.cause === undefined || depth >= DEPTH ? [] : [failureOfError(error.cause, depth + 1)];
  return {
    type: cut(given?.type ?? error.name, TYPE_BYTES) || "Error",
    message: cut(error.message, MESSAGE_BYTES),
    ...(details === undefined ? {} : { details }),
    ...(error instanceof NonRetryableError ? { retryable: false } : {}),
    ...(error instanceof RetryAfter ? { retryAfter: error.delay } : {}),
    causes,
  };
}

/** At most `bytes` of UTF-8, never half a character. */
function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) {
    return text;
  }
  const encoded = new TextEncoder().encode(text);
  return encoded.length <= bytes ? text : new TextDecoder().decode(encoded.subarray(0, bytes - 3), { stream: true });
}
