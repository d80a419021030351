/**
 * What values take in a stored document, by the rules of BSON: rather too many bytes than too few, never fewer.
 */
import type { StoredFailure } from "./failure.js";
import type { StoredPayload } from "./payload.js";

/** Before a value stand its type and its name with an end; numbers are counted as the largest kind. */
const BESIDE_NAME = 2;
const NUMBER = 8;
/** A document or a list: its length and its end. */
const AROUND = 5;
/** The length and end of a text; the length and kind of bytes. */
const AROUND_TEXT = 5;
/** Names in documents have an underscore where those here have a capital, at most three. */
const UNDERSCORES = 3;
/** Of places in lists, and of the numbers that maps have as keys. */
const PLACE_NAME = 6;
/** An element of a map of callers' own keys: a document with `key` and `value`. */
const PAIR = PLACE_NAME + BESIDE_NAME + AROUND + 22;
/** With the longest of names. */
const PAYLOAD = 22 + AROUND;
const FAILURE = 18 + AROUND;

const USUAL_CONTENT_TYPE = "application/json";

export function textBytes(text: string): number {
  return AROUND_TEXT + Buffer.byteLength(text);
}

/** A field whose value is a text, a time or a number; its name as in the document. */
export function fieldBytes(name: string, value: string | number): number {
  return name.length + BESIDE_NAME + (typeof value === "string" ? textBytes(value) : NUMBER);
}

export function pairsBytes(map: Readonly<Record<string, string>> | undefined): number {
  if (map === undefined) return 0;
  let bytes = AROUND;
  for (const key in map) bytes += PAIR + Buffer.byteLength(key) + Buffer.byteLength(map[key] ?? "");
  return bytes;
}

export function payloadBytes(payload: StoredPayload | undefined): number {
  if (payload === undefined) return 0;
  const { contentType, metadata, metadataSize, size, data, ref, itemsOf } = payload;
  let bytes = PAYLOAD;
  if (contentType !== USUAL_CONTENT_TYPE) bytes += fieldBytes("content_type", contentType);
  if (metadata !== undefined) bytes += 10 + pairsBytes(metadata);
  if (metadataSize !== undefined) bytes += 23;
  if (size !== data?.length) bytes += 14;
  if (data !== undefined) bytes += 6 + AROUND_TEXT + data.length;
  // Made of ids, which are of one byte a character.
  if (ref !== undefined) bytes += 5 + AROUND_TEXT + ref.length;
  if (itemsOf !== undefined) bytes += 18;
  return bytes;
}

export function failureBytes(failure: StoredFailure | undefined): number {
  if (failure === undefined) return 0;
  const { type, message, retryable, retryAfterMs, body } = failure;
  let bytes = FAILURE + fieldBytes("type", type) + fieldBytes("message", message) + payloadBytes(body);
  if (!retryable) bytes += 12;
  if (retryAfterMs !== undefined) bytes += 24;
  return bytes;
}

/** Of plain values, with payloads in them; for what is rare, or is counted rarely. */
export function valueBytes(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "string") return textBytes(value);
  if (value === null || typeof value !== "object") return NUMBER;
  if (value instanceof Uint8Array) return AROUND_TEXT + value.length;
  let bytes = AROUND;
  if (Array.isArray(value)) {
    for (const one of value) bytes += PLACE_NAME + BESIDE_NAME + valueBytes(one);
  } else if (value instanceof Map) {
    for (const one of value.values()) bytes += PLACE_NAME + BESIDE_NAME + valueBytes(one);
  } else if ("contentType" in value) {
    bytes += payloadBytes(value as StoredPayload); // Nothing else has one.
  } else {
    for (const [name, one] of Object.entries(value)) {
      if (one !== undefined) bytes += Buffer.byteLength(name) + UNDERSCORES + BESIDE_NAME + valueBytes(one);
    }
  }
  return bytes;
}
