/**
 * Where encoders write: one growing buffer for all messages of the process, which are encoded one after the other.
 */

const START_BYTES = 64 * 1024;
/** A larger buffer is not kept after the message that needed it. */
const KEPT_BYTES = 1024 * 1024;
/** Up to so many characters a loop beats the call into the runtime. */
const SHORT_TEXT = 24;
/** So many characters take less than 128 bytes, whatever they are: their length takes one byte. */
const ONE_BYTE_LENGTH_TEXT = 42;

export class ByteSink {
  #bytes = Buffer.allocUnsafe(START_BYTES);
  #end = 0;

  get length(): number {
    return this.#end;
  }

  /** What was written, as a buffer of its own; the sink is empty again. */
  take(): Buffer {
    const taken = Buffer.allocUnsafe(this.#end);
    this.#bytes.copy(taken, 0, 0, this.#end);
    this.clear();
    return taken;
  }

  clear(): void {
    this.#end = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(START_BYTES);
  }

  /** A number from 0 to 2^32 - 1. */
  varint(value: number): void {
    this.#reserve(5);
    const bytes = this.#bytes;
    let end = this.#end;
    let rest = value;
    while (rest > 0x7f) {
      bytes[end++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[end++] = rest;
    this.#end = end;
  }

  /** Any 64 bits, as protobuf writes integers: negative ones take ten bytes. */
  varint64(value: bigint): void {
    if (value >= 0n && value <= 0xffff_ffffn) {
      this.varint(Number(value));
      return;
    }
    this.#reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#bytes[this.#end++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#end++] = Number(rest);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
  }

  /** The bytes after their length. */
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#end);
    this.#end += value.length;
  }

  /** The text in UTF-8 after its length. */
  text(value: string): void {
    if (value.length > ONE_BYTE_LENGTH_TEXT) {
      const length = Buffer.byteLength(value, "utf8");
      this.varint(length);
      this.#reserve(length);
      this.#end += this.#bytes.write(value, this.#end, "utf8");
      return;
    }
    this.#reserve(1 + 3 * value.length);
    const start = this.#end + 1;
    if (value.length > SHORT_TEXT || !this.#ascii(value, start))
      this.#end = start + this.#bytes.write(value, start, "utf8");
    this.#bytes[start - 1] = this.#end - start;
  }

  /** Begins a part that its length goes before; `endPart` takes what this gives. */
  beginPart(): number {
    this.#reserve(1);
    this.#end += 1;
    return this.#end;
  }

  endPart(start: number): void {
    const length = this.#end - start;
    if (length < 0x80) {
      this.#bytes[start - 1] = length;
      return;
    }
    // One byte was left for the length: what was written moves on by those that it takes beyond.
    const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4;
    this.#reserve(more);
    this.#bytes.copyWithin(start + more, start, this.#end);
    this.#end = start - 1;
    this.varint(length);
    this.#end += length;
  }

  /** False where the text holds more than ASCII: then nothing is written yet. */
  #ascii(value: string, start: number): boolean {
    const bytes = this.#bytes;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[start + index] = code;
    }
    this.#end = start + value.length;
    return true;
  }

  #reserve(count: number): void {
    const needed = this.#end + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
  }
}
