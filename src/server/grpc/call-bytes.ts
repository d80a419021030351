/**
 * The bytes of one call that are kept because its other end is not done: of a request until it is whole, of answers
 * until they are taken, and of its headers until it has ended.
 */
import { constants, type ServerHttp2Stream } from "node:http2";
import { EngineError } from "../../engine/engine-error.js";
import { type Holder, tooMuchHeld, tooMuchOfHeaders } from "../limits/held-bytes.js";
import { tooLarge } from "../request-errors.js";
import type { Seam } from "../seam.js";
import { FrameLengths } from "./frame-lengths.js";

type Limits = Pick<Seam, "arriving" | "headers" | "unread" | "slowReaders">;

/** What a call of a method may have. */
export interface CallLimits {
  /** Names of the metadata that is kept until it ends. */
  readonly keptMetadata: ReadonlySet<string>;
  /** Names and values together. */
  readonly metadataBytes: number;
  readonly messageBytes: number;
  /** Messages that have come, and were not handed over: however small they are, each is kept with some hundred bytes. */
  readonly waitingMessages: number;
}

/** What an answer has up to this size is in the buffers of the transport, whoever reads it. */
const SMALL_BYTES = 64 * 1024;
/** A reset overtakes a status that stands behind messages. */
const LINGER_MS = 1_000;

export class CallBytes {
  readonly #seam: Limits;
  readonly #stream: ServerHttp2Stream;
  readonly #headers: Holder;
  readonly #request: Holder;
  readonly #answer: Holder;
  readonly #lengths = new FrameLengths();
  #handedOver = 0;
  /** Of frames that stand behind the one that the transport has. */
  #behind = 0;
  #ended = false;

  /** `refuse` ends the call with the error, whatever has come of its request. */
  constructor(
    seam: Limits,
    { messageBytes, waitingMessages }: CallLimits,
    stream: ServerHttp2Stream,
    peer: string,
    refuse: (error: EngineError) => void,
  ) {
    this.#seam = seam;
    this.#stream = stream;
    this.#headers = { peer, giveUp: () => refuse(tooMuchOfHeaders(seam.headers.most)) };
    this.#request = { peer, giveUp: () => refuse(tooMuchHeld(seam.arriving.most)) };
    // A status would have to wait behind what nobody reads.
    this.#answer = { peer, giveUp: () => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM) };
    // Before grpc-js, whose words about what is too long are not the engine's; and without making the stream flow, as `on` does.
    stream.prependListener("data", (data: Buffer) => {
      if (this.#ended) return;
      const tooLong = this.#lengths.over(messageBytes, data);
      if (tooLong !== undefined) refuse(tooLarge(tooLong, messageBytes));
      else if (this.#lengths.count - this.#handedOver > waitingMessages) refuse(tooMany(waitingMessages));
      else seam.arriving.add(this.#request, data.length);
    });
  }

  /** So many bytes of its headers are kept until it ends. */
  keepHeaders(bytes: number): void {
    if (!this.#ended) this.#seam.headers.add(this.#headers, bytes);
  }

  /** A message has come whole. */
  handedOver(): void {
    this.#handedOver += 1;
  }

  /** What has come of the request, or of a frame, is handed over. */
  arrived(): void {
    this.#seam.arriving.release(this.#request);
  }

  /** Nothing but the status was sent: with the stream goes what there is of the request. */
  refuseRest(): void {
    this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  /** What has come ends in the midst of a message. */
  get isCut(): boolean {
    return this.#lengths.isWithin;
  }

  /** A frame of so many bytes will be written as it is. */
  queued(bytes: number): void {
    if (this.#ended) return;
    this.#behind += bytes;
    this.#seam.unread.add(this.#answer, bytes);
  }

  /** A message was written: such a frame, or one that is in bytes only now. */
  written(message: unknown): void {
    // What was queued counts already.
    if (message instanceof Uint8Array && this.#behind > 0) this.#behind -= message.length;
    else this.#seam.unread.add(this.#answer, this.#stream.writableLength);
  }

  /** It was the only one of the call: nobody waits for room to write another. */
  limitTime(): void {
    if (this.#stream.writableLength <= SMALL_BYTES) return;
    this.#stream.setTimeout(this.#seam.slowReaders.timeoutMs, () => this.#answer.giveUp());
  }

  /** What was written is taken. */
  taken(): void {
    const { unread } = this.#seam;
    unread.release(this.#answer);
    if (!this.#ended) unread.add(this.#answer, this.#behind);
  }

  /** The call has ended. What is still to come of its request is not wanted. */
  end(): void {
    this.#ended = true;
    this.#seam.headers.release(this.#headers);
    this.arrived();
    this.taken();
    const { readableEnded, closed, destroyed } = this.#stream;
    if (!readableEnded && !closed && !destroyed) setTimeout(() => this.refuseRest(), LINGER_MS).unref();
  }
}

function tooMany(limit: number): EngineError {
  return new EngineError("OVERLOADED", `a stream of this method may bring ${limit} requests at once`, {
    metadata: { limit: "requests_at_once", value: String(limit) },
  });
}
