/**
 * The bytes of one call that are kept because its other end is not done: of a request until it is whole, and of answers
 * until they are taken.
 */
import { constants, type ServerHttp2Stream } from "node:http2";
import type { Holder } from "../limits/held-bytes.js";
import type { Seam } from "../seam.js";

type Limits = Pick<Seam, "arriving" | "unread" | "slowReaders">;

/** What an answer has up to this size is in the buffers of the transport, whoever reads it. */
const SMALL_BYTES = 64 * 1024;

export class CallBytes {
  readonly #seam: Limits;
  readonly #stream: ServerHttp2Stream;
  readonly #request: Holder;
  readonly #answer: Holder;
  #ended = false;

  /** `giveUpRequest` refuses it. */
  constructor(seam: Limits, stream: ServerHttp2Stream, giveUpRequest: () => void) {
    this.#seam = seam;
    this.#stream = stream;
    this.#request = { giveUp: giveUpRequest };
    // A status would have to wait behind what nobody reads.
    this.#answer = { giveUp: () => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM) };
    // Before grpc-js, which may be done with the call by what has come; and without making the stream flow, as `on` does.
    stream.prependListener("data", (data: Buffer) => {
      if (!this.#ended) seam.arriving.add(this.#request, data.length);
    });
  }

  /** What has come of the request, or of a frame, is handed over. */
  arrived(): void {
    this.#seam.arriving.release(this.#request);
  }

  /** The status was sent, and nothing more is wanted: what there is of the request goes with the stream. */
  refuseRest(): void {
    this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  /** A message was written. */
  written(): void {
    const { unread } = this.#seam;
    const waiting = this.#stream.writableLength;
    if (waiting > 0) unread.add(this.#answer, waiting);
  }

  /** It was the only one of the call: nobody waits for room to write another. */
  limitTime(): void {
    if (this.#stream.writableLength <= SMALL_BYTES) return;
    this.#stream.setTimeout(this.#seam.slowReaders.timeoutMs, () => this.#answer.giveUp());
  }

  /** What was written is taken. */
  taken(): void {
    this.#seam.unread.release(this.#answer);
  }

  end(): void {
    this.#ended = true;
    this.arrived();
    this.taken();
  }
}
