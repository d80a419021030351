/**
 * Bytes being written: numbers of variable length, texts, and parts preceded by their length.
 */
const FIRST_CAPACITY = 256;

/** One after the other, as a copy. */
export function joinedBytes(pieces: Iterable<Uint8Array>): Uint8Array {
  const out = new ByteWriter();
  for (const piece of pieces) out.raw(piece);
  return out.bytes();
}

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  /** What was written so far, as a copy. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A whole number of at least 0, seven bits to a byte, the lowest first. */
  count(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a whole number of at least 0: ${value}`);
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** The bytes that `write` writes, preceded by their number. */
  part(write: (out: ByteWriter) => void): void {
    const inner = new ByteWriter();
    write(inner);
    this.count(inner.#length);
    this.raw(inner.#bytes.subarray(0, inner.#length));
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
