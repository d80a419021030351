/**
 * Bytes being read, the counterpart of ByteWriter. Whatever does not fit throws a RangeError.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined) throw new RangeError("the bytes end too early");
    this.#position += 1;
    return value;
  }

  /** All that is left. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#position);
    this.#position = this.#bytes.length;
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
    const end = this.#position + length;
    if (end > this.#bytes.length) throw new RangeError("the bytes end too early");
    const part = new ByteReader(this.#bytes.subarray(this.#position, end));
    this.#position = end;
    return part;
  }
}
