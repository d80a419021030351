/**
 * Errors as google.rpc.Status: a code, a text, one ErrorInfo, and what the code asks for beside it. An unexpected error
 * tells the caller nothing but the id of its entry in the log.
 */
import { create } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Status, StatusSchema } from "#gen/google/rpc/status_pb.js";
import { EngineError, type FieldViolation } from "../engine/engine-error.js";
import type { AboutTask } from "./call.js";
import { CODE, CODES, type Reason } from "./error-codes.js";
import { duration } from "./messages/times.js";
import { ServiceError } from "./service-error.js";

export const ERROR_DOMAIN = "lazyengine";

/** Writes an unexpected error into the log, with what it is about, and gives the id of its entry. */
export type ReportIncident = (error: unknown, about?: object) => string;

/** Trailers have to fit into the 8 KiB that clients take by default, after base64. */
const TEXT_CHARACTERS = 1_000;
const METADATA_CHARACTERS = 300;
const VIOLATIONS_CHARACTERS = 2_000;
const LONE_SURROGATE = /\p{Cs}/gu;

const OK_STATUS: Status = create(StatusSchema);

/** The status of what succeeded. Shared: not to be changed. */
export function okStatus(): Status {
  return OK_STATUS;
}

/** Of errors that are told again and again. */
const KNOWN = new WeakMap<EngineError, Status>();

/** `about`: the task that it is about, where the call is about many. */
export function errorStatus(error: unknown, report: ReportIncident, about?: AboutTask): Status {
  if (error instanceof EngineError) {
    if (error.reason === "CANCELLED") return create(StatusSchema, { code: CODE.CANCELLED, message: "cancelled" });
    const known =
      KNOWN.get(error) ?? statusOf(error.reason, error.message, error.metadata, error.violations, error.retryAfterMs);
    KNOWN.set(error, known);
    return known;
  }
  if (error instanceof ServiceError) return statusOf(error.reason, error.message, error.metadata, [], undefined);
  const id = report(error, about && { flow_id: about.flowId, task_id: about.taskId });
  return statusOf("INTERNAL", `internal error ${id}: see the server's log`, { error_id: id }, [], undefined);
}

function statusOf(
  reason: Reason,
  text: string,
  metadata: Readonly<Record<string, string>>,
  violations: readonly FieldViolation[],
  retryAfterMs: number | undefined,
): Status {
  const { code, retryAfterMs: usualMs } = CODES[reason];
  const entries = Object.entries(metadata).map(([key, value]) => [key, cut(value, METADATA_CHARACTERS)] as const);
  const info = create(ErrorInfoSchema, { reason, domain: ERROR_DOMAIN, metadata: Object.fromEntries(entries) });
  const details = [anyPack(ErrorInfoSchema, info)];
  if (code === CODE.INVALID_ARGUMENT) {
    const fieldViolations = fitting(violations.length > 0 ? violations : named(metadata, text));
    details.push(anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations })));
  }
  if (usualMs !== undefined) {
    const retryDelay = duration(retryAfterMs ?? usualMs);
    details.push(anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay })));
  }
  return create(StatusSchema, { code, message: cut(text, TEXT_CHARACTERS), details });
}

/** The violation that an error states by naming its field alone. */
function named(metadata: Readonly<Record<string, string>>, text: string): readonly FieldViolation[] {
  const field = metadata["field"];
  return field === undefined ? [] : [{ field, description: text }];
}

function fitting(violations: readonly FieldViolation[]): { field: string; description: string }[] {
  const fitted: { field: string; description: string }[] = [];
  let left = VIOLATIONS_CHARACTERS;
  for (const violation of violations) {
    const field = cut(violation.field, METADATA_CHARACTERS);
    const description = cut(violation.description, METADATA_CHARACTERS);
    left -= field.length + description.length;
    if (left < 0) break;
    fitted.push({ field, description });
  }
  return fitted;
}

/** At most so many characters, none of which the wire could not carry. */
function cut(text: string, characters: number): string {
  const short = text.length > characters ? `${text.slice(0, characters)}…` : text;
  return short.replace(LONE_SURROGATE, "\u{fffd}");
}
