/**
 * Tasks that run for each item of a list, from the wire and to it.
 */
import { create } from "@bufbuild/protobuf";
import { type ForEach as ForEachMessage, ForEachSchema, ItemRetry } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";
import type { ForEach } from "../../engine/values.js";
import { readItemRetry } from "./enum-names.js";
import { optionalPayloadMessage, payloadOf } from "./payload.js";
import { refuseUnknownFields } from "./unknown-fields.js";

export function forEachOf(message: ForEachMessage, path: string): ForEach {
  refuseUnknownFields(message, path);
  const { items } = message;
  if (items.case === "expression") {
    const field = `${path}.expression`;
    throw new EngineError("UNSUPPORTED", `${field}: expressions are not served`, { metadata: { field } });
  }
  if (items.value !== undefined) refuseUnknownFields(items.value, `${path}.literal`);
  return {
    ...(items.value !== undefined && { literal: payloadOf(items.value) }),
    maxParallel: message.maxParallel,
    toleratedFailures: message.toleratedFailures,
    retry: readItemRetry(message.retry, `${path}.retry`) ?? "FAILED_ITEMS",
  };
}

export function forEachMessage({ literal, maxParallel, toleratedFailures, retry }: ForEach): ForEachMessage {
  const value = optionalPayloadMessage(literal);
  return create(ForEachSchema, {
    ...(value !== undefined && { items: { case: "literal", value } }),
    maxParallel,
    toleratedFailures,
    retry: ItemRetry[retry],
  });
}
