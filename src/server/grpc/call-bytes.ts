/**
 * The bytes of one call that are kept because its other end is not done: of a request until it is whole, and of answers
 * until they are taken.
 */
import { constants, type ServerHttp2Stream } from "node:http2";
import type { HeldBytes, Holder } from "../limits/held-bytes.js";

export interface TransportLimits {
  /** Of requests that have not come whole. */
  readonly arriving: HeldBytes;
  /** Of answers that were not taken. */
  readonly unread: HeldBytes;
  /** An answer of which nothing is taken for so long is given up. Milliseconds. */
  readonly slowReaderTimeoutMs: number;
}

/** What an answer has up to this size is in the buffers of the transport, whoever reads it. */
const SMALL_BYTES = 64 * 1024;

export class CallBytes {
  readonly #limits: TransportLimits;
  readonly #stream: ServerHttp2Stream;
  readonly #request: Holder;
  readonly #answer: Holder;
  #ended = false;

  /** `giveUpRequest` refuses it. */
  constructor(limits: TransportLimits, stream: ServerHttp2Stream, giveUpRequest: () => void) {
    this.#limits = limits;
    this.#stream = stream;
    this.#request = { giveUp: giveUpRequest };
    // A status would have to wait behind what nobody reads.
    this.#answer = { giveUp: () => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM) };
    // Before grpc-js, which may be done with the call by what has come; and without making the stream flow, as `on` does.
    stream.prependListener("data", (data: Buffer) => {
      if (!this.#ended) limits.arriving.add(this.#request, data.length);
    });
  }

  /** What has come of the request, or of a frame, is handed over. */
  arrived(): void {
    this.#limits.arriving.release(this.#request);
  }

  /** A message was written. */
  written(): void {
    const { unread } = this.#limits;
    const waiting = this.#stream.writableLength;
    if (waiting > 0) unread.add(this.#answer, waiting);
  }

  /** It was the only one of the call: nobody waits for room to write another. */
  limitTime(): void {
    if (this.#stream.writableLength <= SMALL_BYTES) return;
    this.#stream.setTimeout(this.#limits.slowReaderTimeoutMs, () => this.#answer.giveUp());
  }

  /** What was written is taken. */
  taken(): void {
    this.#limits.unread.release(this.#answer);
  }

  end(): void {
    this.#ended = true;
    this.arrived();
    this.taken();
  }
}
