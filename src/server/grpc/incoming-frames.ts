/**
 * The frames that a caller sends on a stream, one by one as they are asked for; the caller is held back while nobody
 * asks.
 */
import type { Readable } from "node:stream";
import type { Incoming } from "../../service/call.js";
import type { Arrival } from "../arrival.js";
import type { Seam } from "../seam.js";

/** Iterated once. Ends after the caller's last frame, and when the caller is gone. */
export class IncomingFrames<Frame> implements AsyncIterableIterator<Frame>, Incoming<Frame> {
  readonly #call: Readable;
  readonly #decode: (bytes: Buffer) => Frame;
  /** What each has to wait for. */
  readonly #turn: () => Promise<void> | undefined;
  /** Told of each that is handed over. */
  readonly #taken: () => void;
  readonly #received: Buffer[] = [];
  #waiting: ((result: IteratorResult<Frame, undefined>) => void) | undefined;
  #refuse: ((error: unknown) => void) | undefined;
  #ended = false;
  /** What was held back before, and since when one is; milliseconds by performance.now(). */
  #heldMs = 0;
  #heldSince: number | undefined;

  /** `decode` may throw. */
  constructor(
    call: Readable & { readonly cancelled: boolean },
    decode: (bytes: Buffer) => Frame,
    { admission }: Pick<Seam, "admission">,
    arrival: Arrival,
  ) {
    this.#call = call;
    this.#decode = decode;
    this.#turn = () => admission.frameTurn(arrival);
    this.#taken = () => arrival.frameTaken?.();
    // Of one that is gone nothing tells any more.
    this.#ended = call.cancelled;
    const end = () => this.#end();
    call.on("data", (bytes: Buffer) => this.#take(bytes));
    call.on("end", end);
    call.on("cancelled", end);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** In all so far, for it was not their turn yet: in this time it is not the caller who keeps others waiting. */
  get heldBackMs(): number {
    const now = this.#heldSince === undefined ? 0 : performance.now() - this.#heldSince;
    return this.#heldMs + now;
  }

  async next(): Promise<IteratorResult<Frame, undefined>> {
    const turn = this.#turn();
    if (turn !== undefined) {
      this.#heldSince = performance.now();
      await turn;
      this.#heldMs = this.heldBackMs;
      this.#heldSince = undefined;
    }
    const next = this.#received.shift();
    if (next !== undefined) {
      this.#taken();
      const value = this.#decode(next);
      if (this.#received.length === 0) this.#call.resume();
      return { done: false, value };
    }
    if (this.#ended) return { done: true, value: undefined };
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#refuse = reject;
    });
  }

  #take(bytes: Buffer): void {
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#received.push(bytes);
      this.#call.pause();
      return;
    }
    this.#waiting = undefined;
    this.#taken();
    try {
      waiting({ done: false, value: this.#decode(bytes) });
    } catch (error) {
      this.#refuse?.(error);
    }
  }

  #end(): void {
    this.#ended = true;
    this.#waiting?.({ done: true, value: undefined });
    this.#waiting = undefined;
  }
}
