/**
 * The one table from reasons to gRPC codes. A reason always comes with the same code, and, where the contract tells
 * callers when to repeat, with a delay.
 */
import type { EngineErrorReason } from "../engine/engine-error.js";
import type { ServiceErrorReason } from "./service-error.js";

/** The codes of gRPC that the service gives. */
export const CODE = {
  OK: 0,
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export interface CodeOfReason {
  readonly code: number;
  /** Sent as RetryInfo where the error itself names no delay; milliseconds. */
  readonly retryAfterMs?: number;
}

export type Reason = EngineErrorReason | ServiceErrorReason | "INTERNAL";

export const CODES: Readonly<Record<Reason, CodeOfReason>> = {
  INVALID_FIELD: { code: CODE.INVALID_ARGUMENT },
  DECISION_INVALID: { code: CODE.INVALID_ARGUMENT },
  SPAWN_NOT_ALLOWED: { code: CODE.FAILED_PRECONDITION },
  LIMIT_EXCEEDED: { code: CODE.INVALID_ARGUMENT },
  UNSUPPORTED: { code: CODE.INVALID_ARGUMENT },
  UNKNOWN_FIELD: { code: CODE.INVALID_ARGUMENT },
  DUPLICATE_TASK: { code: CODE.INVALID_ARGUMENT },
  UNKNOWN_DEPENDENCY: { code: CODE.INVALID_ARGUMENT },
  CYCLE: { code: CODE.INVALID_ARGUMENT },
  UNAUTHENTICATED: { code: CODE.UNAUTHENTICATED },
  TOKEN_EXPIRED: { code: CODE.UNAUTHENTICATED },
  PERMISSION_DENIED: { code: CODE.PERMISSION_DENIED },
  FLOW_NOT_FOUND: { code: CODE.NOT_FOUND },
  TASK_NOT_FOUND: { code: CODE.NOT_FOUND },
  DEFINITION_NOT_FOUND: { code: CODE.NOT_FOUND },
  SESSION_NOT_FOUND: { code: CODE.NOT_FOUND },
  FLOW_EXISTS: { code: CODE.ALREADY_EXISTS },
  FLOW_DIFFERS: { code: CODE.ALREADY_EXISTS },
  FLOW_ENDED: { code: CODE.FAILED_PRECONDITION },
  FLOW_NOT_ENDED: { code: CODE.FAILED_PRECONDITION },
  FLOW_NOT_REVERTIBLE: { code: CODE.FAILED_PRECONDITION },
  FLOW_NOT_AT_REST: { code: CODE.FAILED_PRECONDITION },
  FLOW_REVERTING: { code: CODE.FAILED_PRECONDITION },
  FLOW_CANCELLING: { code: CODE.FAILED_PRECONDITION },
  REQUEST_ID_REUSED: { code: CODE.FAILED_PRECONDITION },
  ALREADY_COMPLETED: { code: CODE.FAILED_PRECONDITION },
  CLAIM_SUPERSEDED: { code: CODE.FAILED_PRECONDITION },
  CLAIM_REQUIRED: { code: CODE.FAILED_PRECONDITION },
  TASK_NOT_READY: { code: CODE.FAILED_PRECONDITION },
  TASK_CLOSED: { code: CODE.FAILED_PRECONDITION },
  PARENT_WENT_ON: { code: CODE.FAILED_PRECONDITION },
  NOT_RETRYABLE: { code: CODE.FAILED_PRECONDITION },
  TASK_NOT_DEFERRED: { code: CODE.FAILED_PRECONDITION },
  SESSION_HAS_STREAM: { code: CODE.FAILED_PRECONDITION },
  SESSION_TAKEN_OVER: { code: CODE.ABORTED, retryAfterMs: 1_000 },
  SESSION_EXPIRED: { code: CODE.ABORTED, retryAfterMs: 100 },
  REVISION_MISMATCH: { code: CODE.ABORTED, retryAfterMs: 0 },
  CONFLICT: { code: CODE.ABORTED, retryAfterMs: 20 },
  REVISION_COMPACTED: { code: CODE.OUT_OF_RANGE },
  OVERLOADED: { code: CODE.RESOURCE_EXHAUSTED, retryAfterMs: 250 },
  FLOW_FULL: { code: CODE.RESOURCE_EXHAUSTED, retryAfterMs: 60_000 },
  STORE_UNAVAILABLE: { code: CODE.UNAVAILABLE, retryAfterMs: 500 },
  FORMAT_TOO_NEW: { code: CODE.UNAVAILABLE, retryAfterMs: 5_000 },
  DRAINING: { code: CODE.UNAVAILABLE, retryAfterMs: 100 },
  DEADLINE_EXCEEDED: { code: CODE.DEADLINE_EXCEEDED },
  CANCELLED: { code: CODE.CANCELLED },
  INTERNAL: { code: CODE.INTERNAL },
};
