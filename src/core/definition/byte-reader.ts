/**
 * Bytes being read, the counterpart of ByteWriter. Whatever does not fit throws a RangeError.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = position;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.#position === this.#end;
  }

  byte(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined || this.atEnd) throw new RangeError("the bytes end too early");
    this.#position += 1;
    return value;
  }

  /** All that is left. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#position, this.#end);
    this.#position = this.#end;
    return rest;
  }

  count(): number {
    let value = 0;
    for (let scale = 1; scale <= Number.MAX_SAFE_INTEGER; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte > 0x7f) continue;
      // A zero at the end would be a second way to write the same number.
      if (!Number.isSafeInteger(value) || (byte === 0 && scale > 1)) break;
      return value;
    }
    throw new RangeError("a number is malformed");
  }

  /** The next part, which is preceded by its length. */
  part(): ByteReader {
    const length = this.count();
    const start = this.#position;
    const end = start + length;
    if (end > this.#end) throw new RangeError("the bytes end too early");
    this.#position = end;
    return new ByteReader(this.#bytes, start, end);
  }
}
