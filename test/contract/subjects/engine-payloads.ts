/**
 * Payloads between the engine and the contract's plain values.
 */
import type { Payload } from "../../../src/engine/index.js";
import type { RawPayload } from "../values.js";

const JSON_TYPE = "application/json";

export function payloadOf(value: unknown): Payload {
  if (value === undefined) return { data: new Uint8Array(), contentType: "", metadata: {} };
  if (!isRaw(value)) return { data: Buffer.from(JSON.stringify(value)), contentType: JSON_TYPE, metadata: {} };
  const { base64, content_type: contentType, metadata = {} } = value["@payload"];
  return { data: Buffer.from(base64, "base64"), contentType, metadata };
}

export function valueOfPayload(payload: Payload | undefined): unknown {
  if (payload === undefined || (payload.data.length === 0 && payload.contentType === "")) return undefined;
  const { data, contentType, metadata } = payload;
  const bytes = Buffer.from(data);
  if (contentType === JSON_TYPE) return JSON.parse(bytes.toString());
  return { "@payload": { base64: bytes.toString("base64"), content_type: contentType, metadata } } satisfies RawPayload;
}

export function isRaw(value: unknown): value is RawPayload {
  return typeof value === "object" && value !== null && "@payload" in value;
}

/** A field that is there only where it has a value. */
export function given<Key extends string, Value>(key: Key, value: Value | undefined): { [_ in Key]?: Value } {
  // The computed key is the one that the type names.
  return value === undefined ? {} : ({ [key]: value } as { [_ in Key]: Value });
}
