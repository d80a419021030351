/**
 * The one kind of error that calls to a server reject with: the gRPC code, and what the contract adds to it, unpacked.
 * Without the transport, which takes longer to load than many a command: `errors-of-calls.ts` makes these of its errors.
 */
import type { status as grpcStatus } from "@grpc/grpc-js";

/** The names of gRPC's status codes: `NOT_FOUND`, `UNAVAILABLE`, … */
export type StatusCode = keyof typeof grpcStatus;

/** A field that a request has wrong: `field` is its path in the request, in snake_case. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

export interface LazyEngineErrorInit {
  readonly code: StatusCode;
  readonly message: string;
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly FieldViolation[];
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Why a call was refused, or did not reach a server. `docs/errors.md` lists the reasons. */
export class LazyEngineError extends Error {
  override readonly name = "LazyEngineError";
  readonly code: StatusCode;
  /** The value of the contract's ErrorReason without its prefix, such as `FLOW_NOT_FOUND`; empty where no server spoke. */
  readonly reason: string;
  /** What the reason concerns, such as `flow_id`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** With code INVALID_ARGUMENT: which fields are wrong. */
  readonly violations: readonly FieldViolation[];
  /** When a repeat makes sense, in milliseconds; undefined where the server does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(init: LazyEngineErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.reason = init.reason ?? "";
    this.metadata = init.metadata ?? {};
    this.violations = init.violations ?? [];
    this.retryAfterMs = init.retryAfterMs;
  }
}
