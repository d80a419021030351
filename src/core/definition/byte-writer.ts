/**
 * Bytes being written: numbers of variable length, texts, and parts preceded by their length.
 */
const FIRST_CAPACITY = 256;
const TEXT_ENCODER = new TextEncoder();

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

  /** In UTF-8. */
  text(value: string): void {
    this.#reserve(3 * value.length);
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        const rest = this.#bytes.subarray(this.#length + index);
        this.#length += index + TEXT_ENCODER.encodeInto(value.slice(index), rest).written;
        return;
      }
      this.#bytes[this.#length + index] = code;
    }
    this.#length += value.length;
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

  /** What `write` writes, preceded by its number of bytes. */
  part(write: (out: ByteWriter) => void): void {
    const start = this.beginPart();
    write(this);
    this.endPart(start);
  }

  /** What is written from here on to `endPart` is preceded by its number of bytes. */
  beginPart(): number {
    this.byte(0);
    return this.#length;
  }

  endPart(start: number): void {
    const length = this.#length - start;
    if (length <= 0x7f) {
      this.#bytes[start - 1] = length;
      return;
    }
    // The number takes more than the one byte that was left for it.
    const content = this.#bytes.slice(start, this.#length);
    this.#length = start - 1;
    this.count(length);
    this.raw(content);
  }

  /** Whether all that was written from there on are these bytes. */
  endsWith(bytes: Uint8Array, from: number): boolean {
    if (this.#length - from !== bytes.length) return false;
    for (const [index, byte] of bytes.entries()) if (this.#bytes[from + index] !== byte) return false;
    return true;
  }

  /** Takes back all that was written from there on. */
  cut(from: number): void {
    this.#length = Math.min(this.#length, from);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
