/**
 * Encodes messages as `toBinary` does, byte for byte, at a fraction of its cost: answers are full of small fields. What a
 * message consists of is looked up once, when its encoder is made.
 */
import { type DescField, type DescMessage, type Message, ScalarType } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { ByteSink } from "./byte-sink.js";

/** Writes a value of one type without its tag. Which type that is has been settled when the writer was chosen. */
type Write = (value: never) => void;
/** Writes a field of a message, or nothing where it is not set. */
type WriteField = (message: Readonly<Record<string, unknown>>) => void;

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;

const sink = new ByteSink();
const fieldsByMessage = new Map<string, readonly WriteField[]>();

/** Throws where the message holds a kind of field that the contract does not use. */
export function messageEncoder(desc: DescMessage): (message: Message) => Buffer {
  const fields = fieldsOf(desc);
  return (message) => {
    try {
      writeFields(fields, message);
      return sink.take();
    } catch (error) {
      sink.clear();
      throw error;
    }
  };
}

function writeFields(fields: readonly WriteField[], message: object): void {
  // Fields are read by the names of the descriptor.
  const record = message as Readonly<Record<string, unknown>>;
  for (let index = 0; index < fields.length; index++) fields[index]?.(record);
}

function fieldsOf(desc: DescMessage): readonly WriteField[] {
  const known = fieldsByMessage.get(desc.typeName);
  if (known !== undefined) return known;
  const fields: WriteField[] = [];
  // Known before its fields are: messages may hold themselves.
  fieldsByMessage.set(desc.typeName, fields);
  fields.push(...[...desc.fields].sort((a, b) => a.number - b.number).map(fieldWriter));
  return fields;
}

function fieldWriter(field: DescField): WriteField {
  switch (field.fieldKind) {
    case "list":
      return listWriter(field);
    case "map":
      return mapWriter(field);
    default:
      return singularWriter(field);
  }
}

type SingularField = DescField & { readonly fieldKind: "scalar" | "enum" | "message" };

function singularWriter(field: SingularField): WriteField {
  const { localName, oneof } = field;
  const { wireType, write } = valueWriter(field);
  const tag = tagOf(field, wireType);
  const put = (value: unknown) => {
    sink.varint(tag);
    write(value as never);
  };
  if (oneof !== undefined) {
    const group = oneof.localName;
    return (message) => {
      // A group is always there; its case says which of its fields is set.
      const { case: selected, value } = message[group] as { readonly case?: string; readonly value?: unknown };
      if (selected === localName) put(value);
    };
  }
  if (field.presence !== FeatureSet_FieldPresence.IMPLICIT) {
    return (message) => {
      const value = message[localName];
      if (value !== undefined) put(value);
    };
  }
  return (message) => {
    const value = message[localName];
    if (!isZero(value)) put(value);
  };
}

/** Negative zero is a value of its own, and written. */
export function isZero(value: unknown): boolean {
  if (value === "" || value === false || value === 0n || Object.is(value, 0)) return true;
  return value instanceof Uint8Array && value.length === 0;
}

function listWriter(field: DescField & { readonly fieldKind: "list" }): WriteField {
  const { localName } = field;
  const element = elementWriter(field);
  const { wireType, write } = element;
  const packed = wireType !== LENGTH_DELIMITED && field.packed;
  const tag = tagOf(field, packed ? LENGTH_DELIMITED : wireType);
  return (message) => {
    // Lists are always there.
    const values = message[localName] as readonly unknown[];
    if (values.length === 0) return;
    if (!packed) {
      for (const value of values) {
        sink.varint(tag);
        write(value as never);
      }
      return;
    }
    sink.varint(tag);
    const start = sink.beginPart();
    for (const value of values) write(value as never);
    sink.endPart(start);
  };
}

function mapWriter(field: DescField & { readonly fieldKind: "map" }): WriteField {
  const { localName, mapKey } = field;
  if (mapKey !== ScalarType.STRING) throw unknownKind(field);
  const { wireType, write } = elementWriter(field);
  const tag = tagOf(field, LENGTH_DELIMITED);
  const valueTag = (2 << 3) | wireType;
  return (message) => {
    // Maps are always there.
    const map = message[localName] as Readonly<Record<string, unknown>>;
    for (const key in map) {
      if (!Object.hasOwn(map, key)) continue;
      sink.varint(tag);
      const start = sink.beginPart();
      sink.varint((1 << 3) | LENGTH_DELIMITED);
      sink.text(key);
      sink.varint(valueTag);
      write(map[key] as never);
      sink.endPart(start);
    }
  };
}

interface ValueWriter {
  readonly wireType: number;
  readonly write: Write;
}

function elementWriter(field: DescField & { readonly fieldKind: "list" | "map" }): ValueWriter {
  const kind = field.fieldKind === "list" ? field.listKind : field.mapKind;
  if (kind === "message" && field.message !== undefined) return messageWriter(field.message);
  if (kind === "enum") return enumWriter;
  if (kind === "scalar" && field.scalar !== undefined) return scalarWriter(field, field.scalar);
  throw unknownKind(field);
}

function valueWriter(field: SingularField): ValueWriter {
  if (field.fieldKind === "message") return messageWriter(field.message);
  return field.fieldKind === "enum" ? enumWriter : scalarWriter(field, field.scalar);
}

function messageWriter(desc: DescMessage): ValueWriter {
  const fields = fieldsOf(desc);
  const write = (value: object) => {
    const start = sink.beginPart();
    writeFields(fields, value);
    sink.endPart(start);
  };
  return { wireType: LENGTH_DELIMITED, write };
}

const enumWriter: ValueWriter = { wireType: VARINT, write: writeInt32 };

function scalarWriter(field: DescField, scalar: ScalarType): ValueWriter {
  switch (scalar) {
    case ScalarType.STRING:
      return { wireType: LENGTH_DELIMITED, write: (value: string) => sink.text(value) };
    case ScalarType.BYTES:
      return { wireType: LENGTH_DELIMITED, write: (value: Uint8Array) => sink.bytes(value) };
    case ScalarType.BOOL:
      return { wireType: VARINT, write: (value: boolean) => sink.varint(value ? 1 : 0) };
    case ScalarType.UINT32:
      return { wireType: VARINT, write: (value: number) => sink.varint(value) };
    case ScalarType.INT32:
      return { wireType: VARINT, write: writeInt32 };
    case ScalarType.INT64:
    case ScalarType.UINT64:
      return { wireType: VARINT, write: (value: bigint) => sink.varint64(value) };
    case ScalarType.DOUBLE:
      return { wireType: FIXED_64, write: (value: number) => sink.double(value) };
    default:
      throw unknownKind(field);
  }
}

function writeInt32(value: number): void {
  if (value >= 0) sink.varint(value);
  else sink.varint64(BigInt(value));
}

function tagOf(field: DescField, wireType: number): number {
  return (field.number << 3) | wireType;
}

function unknownKind(field: DescField): Error {
  return new Error(`${field.toString()} is of a kind that has no encoder`);
}
