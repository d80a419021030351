/**
 * Cuts the bytes of one direction of a database connection into its messages: each begins with its own length.
 */
export class MessageCutter {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that are complete with these bytes. */
  *take(bytes: Buffer): Generator<Buffer> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 4) {
      const length = this.#rest.readInt32LE(0);
      if (this.#rest.length < length) return;
      yield this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
    }
  }
}
