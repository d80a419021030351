/**
 * Checks of failures, with everything that led to them.
 */
import { checkDuration, checkPayload, isObject } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { Failure } from "../../core/state/failure.js";
import type { Findings } from "./findings.js";
import { checkName, checkProse } from "./text.js";

/** At most as many causes in each list and as many levels of them as are published. */
export function checkFailure(found: Findings, field: string, failure: Failure, level = 0): void {
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
    for (const [index, cause] of causes.entries()) checkFailure(found, `${field}.causes[${index}]`, cause, level + 1);
  }
}
