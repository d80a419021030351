/**
 * Checks of what users bring along: payloads, failures, labels.
 */
import type { Failure } from "../../core/failure.js";
import { LIMITS } from "../../core/limits.js";
import type { Payload } from "../../core/payload.js";
import { type Findings, invalid, shown, tooMuch } from "./findings.js";
import { checkDuration } from "./numbers.js";
import { byteLength, checkName, checkOptionalName, checkProse } from "./text.js";

const CONTENT_TYPE_BYTES = 255;

/** Absent is legal. */
export function checkPayload(found: Findings, field: string, payload: Payload | undefined): void {
  if (payload === undefined) return;
  if (!(payload.data instanceof Uint8Array)) invalid(found, `${field}.data`, "must be bytes", typeof payload.data);
  else if (payload.data.length > LIMITS.payloadBytes) {
    tooMuch(found, `${field}.data`, "bytes", LIMITS.payloadBytes, payload.data.length);
  }
  checkOptionalName(found, `${field}.content_type`, payload.contentType, CONTENT_TYPE_BYTES);
  const entries = Object.entries(payload.metadata);
  if (entries.length > 0) checkMetadata(found, `${field}.metadata`, entries);
}

function checkMetadata(found: Findings, field: string, entries: readonly (readonly [string, string])[]): void {
  if (entries.length > LIMITS.payloadMetadataEntries) {
    tooMuch(found, field, "entries", LIMITS.payloadMetadataEntries, entries.length);
    return;
  }
  const limit = LIMITS.payloadMetadataBytes;
  let bytes = 0;
  for (const [key, value] of entries) {
    checkName(found, `${field}[${shown(key)}].key`, key, limit);
    checkProse(found, `${field}[${shown(key)}].value`, value, limit);
    bytes += byteLength(key) + byteLength(String(value));
  }
  if (bytes > limit) tooMuch(found, field, "bytes", limit, bytes);
}

/** At most as many causes in each list and as many levels of them as are published. */
export function checkFailure(found: Findings, field: string, failure: Failure, level = 0): void {
  checkName(found, `${field}.type`, failure.type, LIMITS.failureTypeBytes);
  checkProse(found, `${field}.message`, failure.message, LIMITS.failureMessageBytes);
  checkPayload(found, `${field}.details`, failure.details);
  checkDuration(found, `${field}.retry_after`, failure.retryAfterMs);
  const { causes } = failure;
  if (causes.length === 0) return;
  if (level >= LIMITS.failureDepth) {
    tooMuch(found, `${field}.causes`, "levels of causes", LIMITS.failureDepth, level + 1);
  } else if (causes.length > LIMITS.failureCauses) {
    tooMuch(found, `${field}.causes`, "entries", LIMITS.failureCauses, causes.length);
  } else {
    causes.forEach((cause, index) => {
      checkFailure(found, `${field}.causes[${index}]`, cause, level + 1);
    });
  }
}

/** Absent is legal. */
export function checkLabels(
  found: Findings,
  field: string,
  labels: Readonly<Record<string, string>> | undefined,
): void {
  if (labels === undefined) return;
  const entries = Object.entries(labels);
  if (entries.length > LIMITS.labels) tooMuch(found, field, "labels", LIMITS.labels, entries.length);
  else {
    for (const [key, value] of entries) {
      checkName(found, `${field}[${shown(key)}].key`, key, LIMITS.labelBytes);
      checkOptionalName(found, `${field}[${shown(key)}].value`, value, LIMITS.labelBytes);
    }
  }
}
