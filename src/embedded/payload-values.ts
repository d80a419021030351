/**
 * Payloads of the engine, which are bytes, as values.
 */
import { Payload as ClientPayload, payloadValue as clientValue } from "../client/payload.js";
import type { Payload } from "../engine/values.js";
import { payloadMessage } from "../service/messages/payload.js";

/** The value as JSON. Throws TypeError where JSON cannot hold it, such as a function or a bigint. */
export function jsonPayload(value: unknown): Payload {
  const { data, contentType, metadata } = ClientPayload.json(value);
  return { data: new Uint8Array(data), contentType, metadata };
}

/** The value of a payload that is JSON; undefined where there is none or it is empty; else the payload itself. */
export function payloadValue(payload: Payload | undefined): unknown {
  if (payload === undefined) return undefined;
  const value = clientValue(payloadMessage(payload));
  return value instanceof ClientPayload ? payload : value;
}
