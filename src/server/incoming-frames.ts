/**
 * The frames that a caller sends on a stream, one by one as they are asked for; the caller is held back while nobody
 * asks.
 */
import type { Readable } from "node:stream";
import type { Message } from "@bufbuild/protobuf";
import { Unreadable } from "./grpc-method.js";
import { unreadable } from "./seam.js";

/** Iterated once. Ends after the caller's last frame, and when the caller is gone. */
export class IncomingFrames<Frame> implements AsyncIterableIterator<Frame> {
  readonly #call: Readable;
  readonly #read: (received: unknown) => Frame;
  readonly #turn: () => Promise<void> | undefined;
  readonly #received: unknown[] = [];
  #waiting: ((result: IteratorResult<Frame, undefined>) => void) | undefined;
  #refuse: ((error: unknown) => void) | undefined;
  #ended = false;

  /** `read` takes what was received for a frame, or throws; `turn` says what each has to wait for. */
  constructor(
    call: Readable & { readonly cancelled: boolean },
    read: (received: unknown) => Frame,
    turn: () => Promise<void> | undefined,
  ) {
    this.#call = call;
    this.#read = read;
    this.#turn = turn;
    // Of one that is gone nothing tells any more.
    this.#ended = call.cancelled;
    const end = () => this.#end();
    call.on("data", (received: unknown) => this.#take(received));
    call.on("end", end);
    call.on("cancelled", end);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Frame, undefined>> {
    const turn = this.#turn();
    if (turn !== undefined) await turn;
    if (this.#received.length > 0) {
      const value = this.#read(this.#received.shift());
      if (this.#received.length === 0) this.#call.resume();
      return { done: false, value };
    }
    if (this.#ended) return { done: true, value: undefined };
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#refuse = reject;
    });
  }

  #take(received: unknown): void {
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#received.push(received);
      this.#call.pause();
      return;
    }
    this.#waiting = undefined;
    try {
      waiting({ done: false, value: this.#read(received) });
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

/** Throws INVALID_FIELD where the bytes were no message of the method. */
export function readFrame(received: unknown): Message {
  if (received instanceof Unreadable) throw unreadable(received);
  // What the method's own reader gave is a message of the method, where it is readable.
  return received as Message;
}
