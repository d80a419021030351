/**
 * The one kind of error that calls to a server reject with: the gRPC code, and what the contract adds to it, unpacked.
 */
import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack, type Duration, durationMs } from "@bufbuild/protobuf/wkt";
import { status as grpcStatus, type ServiceError } from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Status, StatusSchema } from "#gen/google/rpc/status_pb.js";

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

/** The error that a `google.rpc.Status` with a code other than OK stands for, as items of batches and frames carry it. */
export function errorOfStatus(status: Status, cause?: unknown): LazyEngineError {
  let reason = "";
  let metadata: Record<string, string> = {};
  let violations: readonly FieldViolation[] = [];
  let retryAfterMs: number | undefined;
  for (const detail of status.details) {
    const info = anyUnpack(detail, ErrorInfoSchema);
    if (info !== undefined) {
      reason = info.reason;
      metadata = info.metadata;
    }
    const bad = anyUnpack(detail, BadRequestSchema);
    if (bad !== undefined) {
      violations = bad.fieldViolations.map(({ field, description }) => ({ field, description }));
    }
    const retry = anyUnpack(detail, RetryInfoSchema)?.retryDelay;
    if (retry !== undefined) {
      retryAfterMs = durationMs(retry satisfies Duration);
    }
  }
  return new LazyEngineError({
    code: codeName(status.code),
    message: status.message,
    reason,
    metadata,
    violations,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause,
  });
}

const DETAILS_KEY = "grpc-status-details-bin";

/** The error that grpc-js ended a call with. What is no gRPC error is returned as it is. */
export function errorOfCall(error: unknown): unknown {
  if (!isServiceError(error)) {
    return error;
  }
  const [packed] = error.metadata?.get(DETAILS_KEY) ?? [];
  if (packed !== undefined && typeof packed !== "string") {
    return errorOfStatus(fromBinary(StatusSchema, packed), error);
  }
  return new LazyEngineError({ code: codeName(error.code), message: error.details, cause: error });
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "details" in error;
}

function codeName(code: number): StatusCode {
  // The reverse mapping of a numeric enum: undefined for numbers that gRPC does not have.
  const name: string | undefined = grpcStatus[code];
  return name === undefined ? "UNKNOWN" : (name as StatusCode);
}
