/**
 * Payloads and failures: what users bring along.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Failure as FailureMessage,
  FailureSchema,
  type Payload as PayloadMessage,
} from "#gen/lazyengine/v1/index.js";
import type { Failure, Payload } from "../../engine/values.js";
import { millisOfDuration, optionalDuration } from "./times.js";

/** The bytes are copied: those of the message are a window on the whole of what was received. */
export function payloadOf(message: PayloadMessage): Payload {
  return { data: new Uint8Array(message.data), contentType: message.contentType, metadata: message.metadata };
}

export function payloadMessage(payload: Payload): PayloadMessage {
  const { data, contentType, metadata } = payload;
  return { $typeName: "lazyengine.v1.Payload", data, contentType, metadata };
}

export function optionalPayloadMessage(payload: Payload | undefined): PayloadMessage | undefined {
  return payload === undefined ? undefined : payloadMessage(payload);
}

export function payloadMessages(payloads: Readonly<Record<string, Payload>> = {}): Record<string, PayloadMessage> {
  return Object.fromEntries(Object.entries(payloads).map(([key, payload]) => [key, payloadMessage(payload)]));
}

/** `retryable` is true where the message does not say. */
export function failureOf(message: FailureMessage, path: string): Failure {
  return {
    type: message.type,
    message: message.message,
    ...(message.details === undefined ? {} : { details: payloadOf(message.details) }),
    retryable: message.retryable ?? true,
    ...(message.retryAfter === undefined
      ? {}
      : { retryAfterMs: millisOfDuration(message.retryAfter, `${path}.retry_after`) }),
    causes: message.causes.map((cause, index) => failureOf(cause, `${path}.causes[${index}]`)),
  };
}

export function failureMessage(failure: Failure): FailureMessage {
  return create(FailureSchema, {
    type: failure.type,
    message: failure.message,
    details: optionalPayloadMessage(failure.details),
    retryable: failure.retryable,
    retryAfter: optionalDuration(failure.retryAfterMs),
    causes: failure.causes.map(failureMessage),
  });
}

export function failureMessages(failures: Readonly<Record<string, Failure>> = {}): Record<string, FailureMessage> {
  return Object.fromEntries(Object.entries(failures).map(([key, failure]) => [key, failureMessage(failure)]));
}

export function optionalFailureMessage(failure: Failure | undefined): FailureMessage | undefined {
  return failure === undefined ? undefined : failureMessage(failure);
}
