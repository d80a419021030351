/**
 * Whether a definition that was written as plain values has the form that its types say: for callers without types,
 * whose mistakes would otherwise be dropped or end in an error about the insides. Read off the messages' descriptors.
 */
import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { suggestion } from "./flow-file/suggestion.js";

/** Durations have checks of their own, payloads are any value. */
const UNCHECKED: ReadonlySet<string> = new Set([DurationSchema.typeName, "lazyengine.v1.Payload"]);
/** What may be written as the name of a task. */
const NAMES: ReadonlySet<string> = new Set(["lazyengine.v1.Dependency", "lazyengine.v1.Edge"]);
/** Throws TypeError that names the field, what was expected and what was found. */
export function checkSpecShape(spec: unknown, path: string): void {
  checkObject(spec, FlowSpecSchema, path);
}

function checkObject(value: unknown, desc: DescMessage, path: string): void {
  if (!isObject(value)) throw expected(path, "an object", value);
  for (const [key, member] of Object.entries(value)) {
    const field = desc.fields.find(({ localName }) => localName === key);
    if (field === undefined) throw unknownKey(key, desc, path);
    if (member !== undefined) checkField(member, field, path === "" ? field.name : `${path}.${field.name}`);
  }
}

function checkField(value: unknown, field: DescField, path: string): void {
  if (field.fieldKind === "list") {
    if (!Array.isArray(value)) throw expected(path, "a list", value);
    for (const [index, item] of value.entries()) checkItem(item, field, `${path}[${index}]`);
  } else if (field.fieldKind === "map") {
    if (!isObject(value)) throw expected(path, "an object", value);
    for (const [key, item] of Object.entries(value)) checkItem(item, field, `${path}[${JSON.stringify(key)}]`);
  } else checkItem(value, field, path);
}

function checkItem(value: unknown, field: DescField, path: string): void {
  if (field.enum !== undefined) checkEnum(value, field.enum, path);
  else if (field.message !== undefined) {
    const { typeName } = field.message;
    // A definition within another is looked at by itself, and may be a message.
    if (typeName === FlowSpecSchema.typeName && isObject(value)) return;
    if (UNCHECKED.has(typeName) || (NAMES.has(typeName) && typeof value === "string")) return;
    if (typeName !== "lazyengine.v1.Noop") checkObject(value, field.message, path);
    else if (value !== true) throw expected(path, "true", value);
  } else checkType(value, typeOf(field.scalar), path);
}

const NOUNS = { string: "text", boolean: "true or false", number: "a number" } as const;

function typeOf(scalar: ScalarType | undefined): keyof typeof NOUNS {
  if (scalar === ScalarType.STRING) return "string";
  return scalar === ScalarType.BOOL ? "boolean" : "number";
}

function checkType(value: unknown, type: keyof typeof NOUNS, path: string): void {
  if (typeof value !== type) throw expected(path, NOUNS[type], value);
}

function checkEnum(value: unknown, desc: DescEnum, path: string): void {
  const names = desc.values.filter(({ number }) => number !== 0).map(({ localName }) => localName);
  if (!names.some((name) => name === value)) throw expected(path, names.join(" or "), value);
}

function unknownKey(key: string, desc: DescMessage, path: string): TypeError {
  const names = desc.fields.map(({ localName }) => localName);
  const meant = suggestion(key, names);
  const hint = meant === undefined ? `known are ${names.join(", ")}` : `did you mean ${meant}?`;
  return new TypeError(`${path === "" ? "" : `${path}: `}there is no field ${key}; ${hint}`);
}

function expected(path: string, what: string, value: unknown): TypeError {
  const found = Array.isArray(value) ? "a list" : isObject(value) ? "an object" : String(JSON.stringify(value));
  return new TypeError(`${path === "" ? "the definition" : path}: expected ${what}, found ${found}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
