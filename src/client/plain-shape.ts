/**
 * Whether plain values have the form that their types say: for callers without types, whose mistakes would otherwise be
 * dropped or end in an error about the insides. Read off the messages' descriptors, whose fields the plain values name.
 */
import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { suggestion } from "./flow-file/suggestion.js";
import { invalidField } from "./invalid-field.js";
import { checkScalar, shown } from "./scalar-value.js";
import { durationInputMs, timestampMessage } from "./times.js";

/** A field as a plain value gives it, and its path in the request. */
export interface PlainField {
  readonly field: DescField;
  readonly path: string;
}

/** By the names that the plain value has for them. */
export type PlainFields = ReadonlyMap<string, PlainField>;

/** Message types that have a short form: what is not an object there. */
const SHORT: Readonly<Record<string, string>> = {
  "lazyengine.v1.Dependency": "string",
  "lazyengine.v1.Edge": "string",
  "lazyengine.v1.Fired": "number",
};

/** Throws INVALID_FIELD for the first member of a value that its message has no field for, or of another form. */
export function checkShape(value: unknown, desc: DescMessage, path: string): asserts value is object {
  checkFields(value, plainFields(desc, path), path === "" ? "the request" : path, path);
}

/** The fields of a message, but for some. */
export function plainFields(desc: DescMessage, path: string, except: readonly string[] = []): PlainFields {
  const fields = desc.fields.filter(({ localName }) => !except.includes(localName));
  return new Map(fields.map((field) => [field.localName, { field, path: under(path, field.name) }]));
}

/**
 * Throws INVALID_FIELD as checkShape does, for a value whose members are the fields of more than one message. `whole`:
 * what it is called itself; `more`: what else it may have, which is not looked at.
 */
export function checkFields(
  value: unknown,
  fields: PlainFields,
  whole: string,
  path: string,
  more: readonly string[] = [],
): asserts value is object {
  if (!isObject(value)) throw invalidField(whole, `must be an object, got ${shown(value)}`);
  for (const [key, member] of Object.entries(value)) {
    const known = fields.get(key);
    if (known !== undefined) {
      if (member !== undefined) checkField(member, known.field, known.path);
    } else if (!more.includes(key)) throw unknownField(under(path, key), key, [...fields.keys(), ...more]);
  }
}

function under(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function checkField(value: unknown, field: DescField, path: string): void {
  if (field.fieldKind === "list") {
    if (!Array.isArray(value)) throw invalidField(path, `must be a list, got ${shown(value)}`);
    for (const [index, item] of value.entries()) checkItem(item, field, `${path}[${index}]`);
  } else if (field.fieldKind === "map") {
    if (!isObject(value)) throw invalidField(path, `must be an object, got ${shown(value)}`);
    for (const [key, item] of Object.entries(value)) checkItem(item, field, `${path}[${JSON.stringify(key)}]`);
  } else checkItem(value, field, path);
}

function checkItem(value: unknown, field: DescField, path: string): void {
  if (field.enum !== undefined) checkEnum(value, field.enum, path);
  else if (field.message !== undefined) checkMessage(value, field.message, path);
  else checkScalar(value, field.scalar ?? ScalarType.STRING, path);
}

function checkMessage(value: unknown, desc: DescMessage, path: string): void {
  switch (desc.typeName) {
    case "lazyengine.v1.Payload": // Any value.
      return;
    case DurationSchema.typeName:
      durationInputMs(value as number, path);
      return;
    case TimestampSchema.typeName:
      timestampMessage(value as number, path);
      return;
    case "lazyengine.v1.Noop":
      if (value !== true) throw invalidField(path, `must be true, got ${shown(value)}`);
      return;
    case FlowSpecSchema.typeName:
      // A definition within another is looked at by itself, and may be a message.
      if (!isObject(value)) throw invalidField(path, `must be an object, got ${shown(value)}`);
      return;
    default:
      if (SHORT[desc.typeName] === undefined || typeof value !== SHORT[desc.typeName]) checkShape(value, desc, path);
  }
}

function checkEnum(value: unknown, desc: DescEnum, path: string): void {
  const names = desc.values.filter(({ number }) => number !== 0).map(({ localName }) => localName);
  if (!names.some((name) => name === value)) {
    throw invalidField(path, `must be one of ${names.join(", ")}, got ${shown(value)}`);
  }
}

function unknownField(path: string, key: string, known: readonly string[]) {
  const meant = suggestion(key, known);
  return invalidField(
    path,
    `there is no such field; ${meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`}`,
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
