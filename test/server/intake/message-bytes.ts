/**
 * Bytes of messages as hostile clients write them, field by field.
 */
import type { DescMessage } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** The bytes of a message, or of a text, as the field of its name in a message of this type. */
export function within(type: DescMessage, name: string, content: Uint8Array | string = Buffer.alloc(0)): Buffer {
  return atNumber(numberOf(type, name), content);
}

export function atNumber(number: number, content: Uint8Array | string): Buffer {
  return Buffer.from(new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(Buffer.from(content)).finish());
}

export function many(bytes: Buffer, count: number): Buffer {
  return Buffer.alloc(bytes.length * count, bytes);
}

/** An entry of a map from texts to texts. */
export function entry(key: string, value: string): Buffer {
  return Buffer.concat([atNumber(1, key), atNumber(2, value)]);
}

export function numberOf({ typeName, fields }: DescMessage, name: string): number {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`${typeName} has no field ${name}`);
  return field.number;
}
