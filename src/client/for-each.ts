/**
 * Tasks that run once for each item of a list, as plain values.
 */
import { create } from "@bufbuild/protobuf";
import { type ForEach as ForEachMessage, ForEachSchema, ItemRetry } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { enumNumber } from "./enum-number.js";
import { invalidField } from "./invalid-field.js";
import { payloadMessage } from "./payload.js";

/** Items `name[0]`, `name[1]` and so on. With neither `literal` nor `expression` the plan of a START decision has them. */
export interface ForEach {
  /** A list; no codec is applied to it. */
  readonly literal?: readonly unknown[];
  /** CEL, which gives the list when the task begins. */
  readonly expression?: string;
  /** How many items may be under way at once. Default: no bound. */
  readonly maxParallel?: number;
  /** So many items may fail without the task failing. Default: 0. */
  readonly toleratedFailures?: number;
  /** What a further try of the task runs again. Default: FAILED_ITEMS. */
  readonly retry?: "FAILED_ITEMS" | "ALL_ITEMS";
}

/** Throws INVALID_FIELD where an item has no form in JSON, or where the list has two sources. */
export function forEachMessage(forEach: ForEach, path: string): ForEachMessage {
  const { literal, expression, maxParallel, toleratedFailures, retry } = forEach;
  if (literal !== undefined && expression !== undefined) {
    throw invalidField(path, "must have one of literal and expression, got both");
  }
  return create(ForEachSchema, {
    ...(literal !== undefined && { items: { case: "literal", value: payloadMessage(literal, `${path}.literal`) } }),
    ...(expression !== undefined && { items: { case: "expression", value: expression } }),
    maxParallel: maxParallel ?? 0,
    toleratedFailures: toleratedFailures ?? 0,
    ...(retry !== undefined && { retry: enumNumber(ItemRetry, retry, `${path}.retry`) }),
  });
}
