/**
 * Encodes messages as `toJsonString` does, to the letter, at a fraction of its cost, which is high above all for bytes. What
 * a message consists of is looked up once, when its encoder is made.
 */
import { type DescEnum, type DescField, type DescMessage, type Message, ScalarType, toJson } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { Encode } from "../encoded-once.js";
import { isZero } from "../message-encoder.js";
import { ERROR_DETAILS } from "./connect-errors.js";

type Fields = Readonly<Record<string, unknown>>;
/** Gives a value of one type as JSON has it. Which type that is has been settled when this was chosen. */
type ToJson = (value: never) => unknown;

interface JsonField {
  readonly name: string;
  /** As JSON; undefined = it is not set. */
  readonly read: (message: Fields) => unknown;
}

const fieldsByMessage = new Map<string, readonly JsonField[]>();

/** What the encoder gives is JSON in UTF-8. It throws where JSON has no form for a value: a time after the year 9999. */
export function jsonEncoder(desc: DescMessage): Encode {
  const write: ToJson = messageToJson(desc);
  return (message) => Buffer.from(JSON.stringify(write(message as never)));
}

function messageToJson(desc: DescMessage): ToJson {
  // These have forms of their own, and are small.
  if (desc.typeName.startsWith("google.protobuf.")) {
    return (value: Message) => toJson(desc, value, { registry: ERROR_DETAILS });
  }
  const fields = fieldsOf(desc);
  return (message: Fields) => {
    const json: Record<string, unknown> = {};
    for (const { name, read } of fields) {
      const value = read(message);
      if (value !== undefined) json[name] = value;
    }
    return json;
  };
}

function fieldsOf(desc: DescMessage): readonly JsonField[] {
  const known = fieldsByMessage.get(desc.typeName);
  if (known !== undefined) return known;
  const fields: JsonField[] = [];
  // Known before its fields are: messages may hold themselves.
  fieldsByMessage.set(desc.typeName, fields);
  for (const field of [...desc.fields].sort((a, b) => a.number - b.number)) {
    fields.push({ name: field.jsonName, read: readerOf(field) });
  }
  return fields;
}

function readerOf(field: DescField): JsonField["read"] {
  const { localName, oneof } = field;
  const write = valueToJson(field);
  // Lists and maps are always there.
  if (field.fieldKind === "list") {
    return (message) => {
      const values = message[localName] as readonly never[];
      return values.length === 0 ? undefined : values.map(write);
    };
  }
  if (field.fieldKind === "map") {
    return (message) => {
      const entries = Object.entries(message[localName] as Readonly<Record<string, never>>);
      return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([key, value]) => [key, write(value)]));
    };
  }
  if (oneof !== undefined) {
    const group = oneof.localName;
    return (message) => {
      const { case: selected, value } = message[group] as { readonly case?: string; readonly value?: unknown };
      return selected === localName ? write(value as never) : undefined;
    };
  }
  const implicit = field.presence === FeatureSet_FieldPresence.IMPLICIT;
  return (message) => {
    const value = message[localName];
    return value === undefined || (implicit && isZero(value)) ? undefined : write(value as never);
  };
}

/** Of one value of the field: of an element of a list, of a value of a map. */
function valueToJson(field: DescField): ToJson {
  if (field.message !== undefined) return messageToJson(field.message);
  if (field.enum !== undefined) return enumToJson(field.enum);
  switch (field.scalar) {
    case ScalarType.BYTES:
      return base64;
    case ScalarType.INT64:
    case ScalarType.UINT64:
      return String;
    case ScalarType.DOUBLE:
      return (value: number) => (Number.isFinite(value) ? value : String(value));
    case ScalarType.STRING:
    case ScalarType.BOOL:
    case ScalarType.INT32:
    case ScalarType.UINT32:
      return (value: unknown) => value;
    default:
      throw new Error(`${field.toString()} is of a kind that has no form in JSON`);
  }
}

/** A number that has no name stays one. */
function enumToJson({ value: values }: DescEnum): ToJson {
  return (value: number) => values[value]?.name ?? value;
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
