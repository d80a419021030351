/**
 * Payloads: native values in, native values out. A value travels as JSON unless it is a Payload already; what came as
 * JSON is given as its value, everything else as a Payload.
 */
import { create } from "@bufbuild/protobuf";
import { type Payload as PayloadMessage, PayloadSchema } from "#gen/lazyengine/v1/payload_pb.js";
import { invalidField } from "./invalid-field.js";

const JSON_TYPE = "application/json";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Bytes with their media type: what is not to travel as JSON, and what did not. */
export class Payload {
  readonly data: Uint8Array;
  /** Empty = not said. */
  readonly contentType: string;
  /** Notes of a codec. */
  readonly metadata: Readonly<Record<string, string>>;

  constructor(data: Uint8Array, contentType = "", metadata: Readonly<Record<string, string>> = {}) {
    this.data = data;
    this.contentType = contentType;
    this.metadata = metadata;
  }

  /** The value as JSON. Throws TypeError where JSON cannot hold it, such as a function, a symbol or a bigint. */
  static json(value: unknown): Payload {
    // JSON.stringify is typed as if it always gave a string.
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) {
      throw new TypeError(`a ${typeof value} has no form in JSON`);
    }
    return new Payload(encoder.encode(text), JSON_TYPE);
  }

  static text(text: string, contentType = "text/plain; charset=utf-8"): Payload {
    return new Payload(encoder.encode(text), contentType);
  }

  /** The data as text. Throws TypeError where it is not UTF-8. */
  text(): string {
    return decoder.decode(this.data);
  }
}

/**
 * The message for a value: undefined becomes an empty payload, Uint8Array is taken as bytes
 * (`application/octet-stream`), a Payload as it is, everything else as JSON. Throws INVALID_FIELD where JSON cannot
 * hold it.
 */
export function payloadMessage(value: unknown, field = "payload"): PayloadMessage {
  if (value === undefined) {
    return create(PayloadSchema);
  }
  const payload = value instanceof Payload ? value : encode(value, field);
  const message = create(PayloadSchema);
  message.data = owned(payload.data);
  message.contentType = payload.contentType;
  message.metadata = { ...payload.metadata };
  return message;
}

function encode(value: unknown, field: string): Payload {
  if (value instanceof Uint8Array) return new Payload(value, "application/octet-stream");
  try {
    return Payload.json(value);
  } catch (error) {
    // A function, a bigint, an object within itself, or what an object's own toJSON has thrown.
    throw invalidField(field, `has no form in JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Messages want bytes on an ArrayBuffer of their own, which all but those on shared memory are. */
function owned(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data.buffer instanceof ArrayBuffer ? (data as Uint8Array<ArrayBuffer>) : new Uint8Array(data);
}

/**
 * The value of a message: undefined where it is absent or empty without a type, the value where it is JSON, otherwise,
 * and where its bytes are no JSON although they claim to be, a Payload.
 */
export function payloadValue(message: PayloadMessage | undefined): unknown {
  if (message === undefined || (message.data.length === 0 && message.contentType === "")) {
    return undefined;
  }
  const type = message.contentType;
  if (type === JSON_TYPE || type.startsWith(`${JSON_TYPE};`)) {
    try {
      return JSON.parse(decoder.decode(message.data));
    } catch {
      // Not what it claims to be: the caller gets the bytes.
    }
  }
  return new Payload(message.data, type, message.metadata);
}
