/**
 * Checks of failures, with everything that led to them.
 */
import { checkDuration, checkPayload, isObject } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { Failure } from "../../core/state/failure.js";
import type { Payload } from "../../core/state/payload.js";
import type { Findings } from "./findings.js";
import { checkName, checkProse } from "./text.js";

/** What each failure takes beside its texts and details, counted generously. */
const FAILURE_BYTES = 64;

/** At most as many causes in each list, as many levels of them and as many bytes in all as are published. */
export function checkFailure(found: Findings, field: string, failure: Failure): void {
  const before = found.list.length;
  checkLevel(found, field, failure, 0);
  // Only of what is a failure in all its parts can be said how large it is.
  if (found.list.length > before) return;
  const bytes = bytesOf(failure);
  if (bytes > LIMITS.failureBytes) found.tooMuch(field, "bytes with its causes", LIMITS.failureBytes, bytes);
}

function bytesOf({ type, message, details, causes }: Failure): number {
  const own = FAILURE_BYTES + Buffer.byteLength(type) + Buffer.byteLength(message) + detailsBytes(details);
  return causes.reduce((sum, cause) => sum + bytesOf(cause), own);
}

function detailsBytes(details: Payload | undefined): number {
  if (details === undefined) return 0;
  const texts = [details.contentType, ...Object.entries(details.metadata).flat()];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), details.data.length);
}

function checkLevel(found: Findings, field: string, failure: Failure, level: number): void {
  if (!isObject(failure)) {
    found.invalid(field, "must be an object with type, message, retryable and causes", failure);
    return;
  }
  checkName(found, `${field}.type`, failure.type, LIMITS.failureTypeBytes);
  checkProse(found, `${field}.message`, failure.message, LIMITS.failureMessageBytes);
  checkPayload(found, `${field}.details`, failure.details);
  checkDuration(found, `${field}.retry_after`, failure.retryAfterMs, 0);
  const { causes } = failure;
  if (!Array.isArray(causes)) {
    found.invalid(`${field}.causes`, "must be a list", causes);
    return;
  }
  if (causes.length === 0) return;
  if (level >= LIMITS.failureDepth) {
    found.tooMuch(`${field}.causes`, "levels of causes", LIMITS.failureDepth, level + 1);
  } else if (causes.length > LIMITS.failureCauses) {
    found.tooMuch(`${field}.causes`, "entries", LIMITS.failureCauses, causes.length);
  } else {
    for (const [index, cause] of causes.entries()) checkLevel(found, `${field}.causes[${index}]`, cause, level + 1);
  }
}
