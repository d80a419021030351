/**
 * Tasks that run for each item of a list, from the wire and to it.
 */
import { create } from "@bufbuild/protobuf";
import { type ForEach as ForEachMessage, ForEachSchema, ItemRetry } from "#gen/lazyengine/v1/index.js";
import type { ForEach } from "../../engine/values.js";
import { readItemRetry } from "./enum-names.js";
import { optionalPayloadMessage, payloadOf } from "./payload.js";
import { refuseUnknownFields } from "./unknown-fields.js";

export function forEachOf(message: ForEachMessage, path: string): ForEach {
  refuseUnknownFields(message, path);
  const { items } = message;
  if (items.case === "literal") refuseUnknownFields(items.value, `${path}.literal`);
  return {
    ...(items.case === "literal" && { literal: payloadOf(items.value) }),
    ...(items.case === "expression" && { expression: items.value }),
    maxParallel: message.maxParallel,
    toleratedFailures: message.toleratedFailures,
    retry: readItemRetry(message.retry, `${path}.retry`) ?? "FAILED_ITEMS",
  };
}

export function forEachMessage({
  literal,
  expression,
  maxParallel,
  toleratedFailures,
  retry,
}: ForEach): ForEachMessage {
  const value = optionalPayloadMessage(literal);
  return create(ForEachSchema, {
    ...(value !== undefined && { items: { case: "literal", value } }),
    ...(expression !== undefined && { items: { case: "expression", value: expression } }),
    maxParallel,
    toleratedFailures,
    retry: ItemRetry[retry],
  });
}
