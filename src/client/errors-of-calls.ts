/**
 * What a server or the transport ends a call with, as the error that callers get.
 */
import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack, type Duration, durationMs } from "@bufbuild/protobuf/wkt";
import { status as grpcStatus, type ServiceError } from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Status, StatusSchema } from "#gen/google/rpc/status_pb.js";
import { type FieldViolation, LazyEngineError, type StatusCode } from "./lazy-engine-error.js";

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

/** The error that grpc-js ended a call with; `reached`: to where and how. What is no gRPC error is returned as it is. */
export function errorOfCall(error: unknown, reached: string): unknown {
  if (!isServiceError(error)) {
    return error;
  }
  const [packed] = error.metadata?.get(DETAILS_KEY) ?? [];
  if (packed !== undefined && typeof packed !== "string") {
    return errorOfStatus(fromBinary(StatusSchema, packed), error);
  }
  const message = error.code === grpcStatus.UNAVAILABLE ? unreached(reached, error.details) : error.details;
  return new LazyEngineError({ code: codeName(error.code), message, cause: error });
}

/** No server has said why: what grpc-js found instead, without what it says of its own insides. */
function unreached(reached: string, details: string): string {
  const found = details
    .replace(/^No connection established\. Last error: (?:Error: )?/, "")
    .replace(/\.? Resolution note: $/, "");
  // An orderly end of the connection leaves no error behind.
  return `no answer from ${reached}: ${found === "null" ? "the connection was closed" : found}`;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "details" in error;
}

function codeName(code: number): StatusCode {
  // The reverse mapping of a numeric enum: undefined for numbers that gRPC does not have.
  const name: string | undefined = grpcStatus[code];
  return name === undefined ? "UNKNOWN" : (name as StatusCode);
}
