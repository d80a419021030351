/**
 * The lengths that the messages of a stream announce, read off its bytes as they come, in whatever pieces: a byte that tells
 * whether a message is packed, four of its length, the message.
 */
const HEADER_BYTES = 5;

export class FrameLengths {
  /** Of the header that is being read. */
  #read = 0;
  #length = 0;
  /** Of the message that is coming. */
  #left = 0;
  #count = 0;

  /** The first length in these bytes that is more than `most`; undefined = none is. */
  over(most: number, bytes: Uint8Array): number | undefined {
    for (let at = 0; at < bytes.length; ) {
      const skipped = Math.min(this.#left, bytes.length - at);
      this.#left -= skipped;
      at += skipped;
      while (this.#left === 0 && at < bytes.length) {
        const length = this.#next(bytes[at++] ?? 0);
        if (length === undefined) continue;
        if (length > most) return length;
        this.#left = length;
      }
    }
    return undefined;
  }

  /** How many messages have begun, by their headers. */
  get count(): number {
    return this.#count;
  }

  /** The bytes so far end within a message, or within its header. */
  get isWithin(): boolean {
    return this.#left > 0 || this.#read > 0;
  }

  /** The length that ends with this byte of a header. */
  #next(byte: number): number | undefined {
    if (this.#read > 0) this.#length = this.#length * 256 + byte;
    this.#read += 1;
    if (this.#read < HEADER_BYTES) return undefined;
    const length = this.#length;
    this.#read = 0;
    this.#length = 0;
    this.#count += 1;
    return length;
  }
}
