/**
 * The one kind of error that the engine's calls reject with on purpose: a reason of the published list with what it
 * concerns. Anything else is a bug.
 */

/** A field that a request has wrong: `field` is its path in the request, in snake_case. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** The reasons of the contract that the engine gives; the service adds those of transport and access. */
export type EngineErrorReason =
  | "INVALID_FIELD"
  | "DECISION_INVALID"
  | "FLOW_NOT_REVERTIBLE"
  | "FLOW_NOT_AT_REST"
  | "FLOW_REPLACED"
  | "FLOW_REVERTING"
  | "NOT_RETRYABLE"
  | "PARENT_WENT_ON"
  | "SPAWN_NOT_ALLOWED"
  | "LIMIT_EXCEEDED"
  | "UNSUPPORTED"
  | "DUPLICATE_TASK"
  | "UNKNOWN_DEPENDENCY"
  | "CYCLE"
  | "FLOW_NOT_FOUND"
  | "TASK_NOT_FOUND"
  | "DEFINITION_NOT_FOUND"
  | "SESSION_NOT_FOUND"
  | "SCHEDULE_NOT_FOUND"
  | "SCHEDULE_EXISTS"
  | "FLOW_EXISTS"
  | "FLOW_DIFFERS"
  | "FLOW_ENDED"
  | "FLOW_NOT_ENDED"
  | "FLOW_CANCELLING"
  | "REQUEST_ID_REUSED"
  | "ALREADY_COMPLETED"
  | "CLAIM_SUPERSEDED"
  | "CLAIM_REQUIRED"
  | "TASK_NOT_READY"
  | "TASK_CLOSED"
  | "TASK_NOT_DEFERRED"
  | "SESSION_HAS_STREAM"
  | "REVISION_MISMATCH"
  | "REVISION_COMPACTED"
  | "CONFLICT"
  | "OVERLOADED"
  | "FLOW_FULL"
  | "STORE_UNAVAILABLE"
  | "FORMAT_TOO_NEW"
  | "SESSION_TAKEN_OVER"
  | "SESSION_EXPIRED"
  | "DRAINING"
  | "DEADLINE_EXCEEDED"
  | "CANCELLED";

export interface EngineErrorDetails {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly FieldViolation[];
  /** When a repeat makes sense; milliseconds. */
  readonly retryAfterMs?: number;
  /** For the log only. */
  readonly cause?: unknown;
}

export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly reason: EngineErrorReason;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly FieldViolation[];
  readonly retryAfterMs: number | undefined;

  constructor(reason: EngineErrorReason, message: string, details: EngineErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.metadata = details.metadata ?? {};
    this.violations = details.violations ?? [];
    this.retryAfterMs = details.retryAfterMs;
  }
}
