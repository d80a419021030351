/**
 * A small binary format for records of plain values, with exactly one way to write each value: fields by number in
 * ascending order, defaults omitted, maps sorted by the bytes of their keys. Unknown fields are refused.
 */
import type { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";

/** Writes a value as the whole of a part, and reads it back from one. */
export interface Codec<Value> {
  write(out: ByteWriter, value: Value): void;
  read(input: ByteReader): Value;
}

export interface Field<Value> {
  readonly number: number;
  readonly codec: Codec<Value>;
  /** Absent = an absent field stays absent. */
  readonly standard?: Value;
}

const TEXT_DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const text: Codec<string> = {
  write: (out, value) => out.text(value),
  read: (input) => TEXT_DECODER.decode(input.rest()),
};

export const bytes: Codec<Uint8Array> = {
  write: (out, value) => out.raw(value),
  read: (input) => input.rest().slice(),
};

/** A whole number; small ones of either sign are short. */
export const integer: Codec<number> = {
  write: (out, value) => out.count(value >= 0 ? 2 * value : -2 * value - 1),
  read(input) {
    const folded = input.count();
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  },
};

/** Any finite number: 64 bits, the highest first. */
export const real: Codec<number> = {
  write(out, value) {
    const view = new DataView(new ArrayBuffer(8));
    // Zero has two signs and one meaning.
    view.setFloat64(0, value === 0 ? 0 : value);
    out.raw(new Uint8Array(view.buffer));
  },
  read(input) {
    const part = input.rest();
    if (part.length !== 8) throw new RangeError("a real number has eight bytes");
    return new DataView(part.buffer, part.byteOffset, 8).getFloat64(0);
  },
};

export const flag: Codec<boolean> = {
  write: (out, value) => out.byte(value ? 1 : 0),
  read: (input) => input.byte() === 1,
};

/** One of a fixed list of names, by its place in it, which never changes. */
export function choice<Name extends string>(names: readonly Name[]): Codec<Name> {
  return {
    write: (out, value) => out.count(names.indexOf(value)),
    read(input) {
      const name = names[input.count()];
      if (name === undefined) throw new RangeError(`not one of ${names.join(", ")}`);
      return name;
    },
  };
}

/** In their order. */
export function list<Item>(item: Codec<Item>): Codec<readonly Item[]> {
  return {
    write(out, items) {
      for (const one of items) {
        const start = out.beginPart();
        item.write(out, one);
        out.endPart(start);
      }
    },
    read(input) {
      const items: Item[] = [];
      while (!input.atEnd) items.push(whole(item, input.part()));
      return items;
    },
  };
}

/** Texts by key, sorted by the keys' bytes. */
export const textMap: Codec<Readonly<Record<string, string>>> = {
  write(out, map) {
    const entries = Object.entries(map).map(([key, value]) => ({ key: Buffer.from(key), value }));
    entries.sort((a, b) => Buffer.compare(a.key, b.key));
    for (const { key, value } of entries) {
      out.part((part) => part.raw(key));
      out.part((part) => text.write(part, value));
    }
  },
  read(input) {
    const entries: [string, string][] = [];
    while (!input.atEnd) entries.push([text.read(input.part()), text.read(input.part())]);
    return Object.fromEntries(entries);
  },
};

/** A record of the given fields; a field whose bytes are those of its standard value is omitted. */
export function record<Value extends object>(
  fields: {
    readonly [Key in keyof Value]-?: Field<NonNullable<Value[Key]>>;
  },
): Codec<Value> {
  const parts = fieldParts(fields);
  const byNumber: (FieldPart | undefined)[] = [];
  for (const part of parts) byNumber[part.number] = part;
  const standards = Object.fromEntries(
    parts.filter(({ standard }) => standard !== undefined).map(({ key, standard }) => [key, standard]),
  );
  return {
    write(out, value) {
      for (const part of parts) part.write(out, value);
    },
    read(input) {
      const values: Record<string, unknown> = { ...standards };
      let last = 0;
      while (!input.atEnd) {
        const number = input.count();
        const part = byNumber[number];
        if (part === undefined) throw new RangeError(`unknown field ${number}`);
        if (number <= last) throw new RangeError(`field ${number} is out of order`);
        last = number;
        values[part.key] = part.read(input.part());
      }
      // The fields are those of Value, each read by the codec of its own type.
      return values as Value;
    },
  };
}

interface FieldPart {
  readonly key: string;
  readonly number: number;
  readonly standard: unknown;
  write(out: ByteWriter, record: object): void;
  read(input: ByteReader): unknown;
}

function fieldParts(fields: Readonly<Record<string, Field<unknown>>>): FieldPart[] {
  return Object.entries(fields)
    .map(([key, { number, codec, standard }]): FieldPart => {
      const omitted = standard === undefined ? undefined : encoded(codec, standard);
      return {
        key,
        number,
        standard,
        write(out, value) {
          const field = Reflect.get(value, key);
          if (field === undefined || field === standard) return;
          const before = out.length;
          out.count(number);
          const start = out.beginPart();
          codec.write(out, field);
          if (omitted !== undefined && out.endsWith(omitted, start)) out.cut(before);
          else out.endPart(start);
        },
        read: (input) => whole(codec, input),
      };
    })
    .sort((a, b) => a.number - b.number);
}

/** Reads a part to its end. */
function whole<Value>(codec: Codec<Value>, input: ByteReader): Value {
  const value = codec.read(input);
  if (!input.atEnd) throw new RangeError("a part is longer than its value");
  return value;
}

function encoded<Value>(codec: Codec<Value>, value: Value): Uint8Array {
  const out = new ByteWriter();
  codec.write(out, value);
  return out.bytes();
}
