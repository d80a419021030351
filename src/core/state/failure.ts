/**
 * Failures: why an attempt, a task or a flow failed.
 */
import type { Payload, StoredPayload } from "./payload.js";

/** A failure as callers give and take it. `retryable` is true unless said otherwise. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly details?: Payload;
  readonly retryable: boolean;
  /** The next try starts no earlier than this after the failure; milliseconds. */
  readonly retryAfterMs?: number;
  readonly causes: readonly Failure[];
}

/**
 * A failure as state keeps it. What is large (details, causes, the rest of a long message) lies in `body`: a
 * payload that holds the whole failure; `message` is then its beginning.
 */
export interface StoredFailure {
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly body?: StoredPayload;
}

/** The types of failures that the engine itself gives. */
export const TIMEOUT = "TIMEOUT";
export const LEASE_LOST = "LEASE_LOST";
export const FLOW_TIMEOUT = "FLOW_TIMEOUT";
/** Of an attempt that was a flow, which was to go on after its end and has been deleted. */
export const FLOW_DELETED = "FLOW_DELETED";
/** Of a task whose join can no longer be satisfied. */
export const JOIN_UNREACHABLE = "JOIN_UNREACHABLE";
/** Of a flow that an edge with the target FAIL has ended. */
export const FAIL_TARGET = "FAIL_TARGET";
/** Of a flow in which a task was triggered more often than is allowed. */
export const TOO_MANY_INSTANCES = "TOO_MANY_INSTANCES";
/** Of a flow in which more followed by itself, while nobody outside did anything, than one decision may take. */
export const TOO_MANY_STEPS = "TOO_MANY_STEPS";
/** Of a task of whose items more have failed than are tolerated. */
export const ITEMS_FAILED = "ITEMS_FAILED";
/** Of a task that was to run for more items than its flow has room for. */
export const TOO_MANY_ITEMS = "TOO_MANY_ITEMS";
/** Of a task that a decision fails without a failure of its own. */
export const DECIDED = "DECIDED";
/** Of a flow that a decision has ended as FAILED. */
export const ENDED = "ENDED";
/** Of a task whose turn came in a flow that is within too many others. */
export const NESTING_TOO_DEEP = "NESTING_TOO_DEEP";
/** Of a task that ran as a flow which ended otherwise than by a failure of its own. */
export const FLOW_FAILED = "FLOW_FAILED";
/** Of a task, or a flow, one of whose expressions could not be evaluated. */
export const EXPRESSION_FAILED = "EXPRESSION_FAILED";
/** Of a task that its own holder reported as cancelled: it carries the message. */
export const CANCELLED = "CANCELLED";

/** A failure, and when it happened. */
export interface TimedFailure {
  readonly failure: StoredFailure;
  readonly time: number;
}
