/**
 * Messages as JSON for people and scripts, in the manner of the file form: snake_case keys, short names of enums, times
 * as RFC 3339, durations as "1.5s", and plain values where a payload holds JSON.
 */
import type { DescEnum, DescField, DescMessage, MessageShape } from "@bufbuild/protobuf";
import { isReflectMessage, type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { base64Encode } from "@bufbuild/protobuf/wire";
import {
  type Duration,
  DurationSchema,
  FeatureSet_FieldPresence,
  type Timestamp,
  TimestampSchema,
  timestampDate,
} from "@bufbuild/protobuf/wkt";
import { type Payload, PayloadSchema } from "#gen/lazyengine/v1/payload_pb.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What is absent is left out, and so are empty lists and maps; numbers, texts and flags are always there, so that a
 * script can rely on them.
 */
export function messageJson<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Json {
  return reflectedJson(reflect(schema, message));
}

/** `{"@payload": …}` where the payload holds no JSON. */
export function payloadJson(payload: Payload): Json {
  if (payload.contentType === "application/json" && Object.keys(payload.metadata).length === 0) {
    try {
      // JSON.parse gives nothing but JSON.
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload.data)) as Json;
    } catch {
      // It says to be JSON and is not: shown as the bytes it is.
    }
  }
  const metadata = Object.keys(payload.metadata).length === 0 ? {} : { metadata: payload.metadata };
  return { "@payload": { base64: base64Encode(payload.data), content_type: payload.contentType, ...metadata } };
}

function reflectedJson(reflected: ReflectMessage): Json {
  const { message, desc } = reflected;
  // The type names say which shapes these are.
  if (desc.typeName === TimestampSchema.typeName) return timestampDate(message as Timestamp).toISOString();
  if (desc.typeName === DurationSchema.typeName) return durationText(message as Duration);
  if (desc.typeName === PayloadSchema.typeName) return payloadJson(message as Payload);
  const shown = reflected.fields.filter((field) => reflected.isSet(field) || isAlwaysThere(field));
  return Object.fromEntries(shown.map((field) => [field.name, fieldJson(reflected, field)]));
}

function isAlwaysThere(field: DescField): boolean {
  return field.fieldKind === "scalar" && field.presence === FeatureSet_FieldPresence.IMPLICIT;
}

function fieldJson(reflected: ReflectMessage, field: DescField): Json {
  switch (field.fieldKind) {
    case "list":
      return [...reflected.get(field)].map((item) => valueJson(item, field.enum));
    case "map":
      return Object.fromEntries([...reflected.get(field)].map(([key, item]) => [key, valueJson(item, field.enum)]));
    default:
      return valueJson(reflected.get(field), field.enum);
  }
}

function valueJson(value: unknown, desc: DescEnum | undefined): Json {
  if (isReflectMessage(value)) return reflectedJson(value);
  if (value instanceof Uint8Array) return base64Encode(value);
  // Versions and sequence numbers stay far below 2^53.
  if (typeof value === "bigint") return Number(value);
  if (desc !== undefined && typeof value === "number") return desc.value[value]?.localName ?? value;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  throw new Error(`no JSON for a ${typeof value}`);
}

function durationText(duration: Duration): string {
  const milliseconds = Number(duration.seconds) * 1000 + Math.round(duration.nanos / 1e6);
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
