/**
 * Failures as messages say them.
 */
import { durationMs } from "@bufbuild/protobuf/wkt";
import type { Failure as FailureMessage } from "#gen/lazyengine/v1/failure_pb.js";
import { payloadValue } from "./payload.js";

import type { Failure } from "./values.js";

export function failureValue({ type, message, retryable, causes, details, retryAfter }: FailureMessage): Failure {
  const given = payloadValue(details);
  return {
    ...{ type, message, retryable: retryable ?? true },
    causes: causes.map(failureValue),
    ...(given !== undefined && { details: given }),
    ...(retryAfter !== undefined && { retryAfterMs: durationMs(retryAfter) }),
  };
}

export function failureValues(failures: Readonly<Record<string, FailureMessage>>): Readonly<Record<string, Failure>> {
  return Object.fromEntries(Object.entries(failures).map(([name, failure]) => [name, failureValue(failure)]));
}
