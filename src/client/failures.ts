/**
 * Failures between plain values and messages.
 */
import { create } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { type Failure as FailureMessage, FailureSchema } from "#gen/lazyengine/v1/failure_pb.js";
import { payloadMessage, payloadValue } from "./payload.js";
import { checkShape } from "./plain-shape.js";
import { type DurationInput, durationInputMessage } from "./times.js";
import type { Failure } from "./values.js";

/** A failure as it is given. */
export interface FailureInput {
  readonly type: string;
  readonly message?: string;
  readonly details?: unknown;
  /** Default: true. */
  readonly retryable?: boolean;
  readonly retryAfter?: DurationInput;
  readonly causes?: readonly FailureInput[];
}

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

/** `path`: where it stands. Throws INVALID_FIELD where a value has no form in messages. */
export function failureMessage(failure: FailureInput, path: string): FailureMessage {
  checkShape(failure, FailureSchema, path);
  return messageOf(failure, path);
}

function messageOf(failure: FailureInput, path: string): FailureMessage {
  const { type, message, details, retryable, retryAfter, causes } = failure;
  return create(FailureSchema, {
    type,
    message: message ?? "",
    ...(details === undefined ? {} : { details: payloadMessage(details, `${path}.details`) }),
    ...(retryable === undefined ? {} : { retryable }),
    retryAfter: durationInputMessage(retryAfter, `${path}.retry_after`),
    causes: (causes ?? []).map((cause, index) => messageOf(cause, `${path}.causes[${index}]`)),
  });
}
