/**
 * The canonical form of payloads, and of tasks that run for each item of a list.
 */
import type { Payload } from "../state/payload.js";
import type { ForEach } from "./definition.js";
import { bytes, choice, integer, record, text, textMap } from "./record-codec.js";

export const payload = record<Payload>({
  data: { number: 1, codec: bytes, standard: new Uint8Array() },
  contentType: { number: 2, codec: text, standard: "" },
  metadata: { number: 3, codec: textMap, standard: {} },
});

export const forEach = record<ForEach>({
  literal: { number: 1, codec: payload },
  maxParallel: { number: 2, codec: integer, standard: 0 },
  toleratedFailures: { number: 3, codec: integer, standard: 0 },
  retry: { number: 4, codec: choice(["FAILED_ITEMS", "ALL_ITEMS"]), standard: "FAILED_ITEMS" },
  expression: { number: 5, codec: text },
});
