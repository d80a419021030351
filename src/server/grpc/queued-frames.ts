/**
 * The frames of a stream that have come whole, and that its handler has not asked for yet. grpc-js queues a number of them,
 * whatever their size, before it holds the caller back.
 */
import type { HeldBytes, Holder } from "../limits/held-bytes.js";

export class QueuedFrames {
  readonly #held: HeldBytes;
  readonly #peer: string;
  readonly #giveUp: () => void;
  /** The oldest first, each with its own bytes. */
  readonly #frames: Holder[] = [];
  #ended = false;

  /** `giveUp` ends the stream: what it keeps is needed for something else. */
  constructor(held: HeldBytes, peer: string, giveUp: () => void) {
    this.#held = held;
    this.#peer = peer;
    this.#giveUp = giveUp;
  }

  add(bytes: number): void {
    if (this.#ended) return;
    const holder: Holder = { peer: this.#peer, giveUp: () => this.#end() };
    this.#frames.push(holder);
    this.#held.add(holder, bytes);
  }

  /** The oldest is handed over. */
  taken(): void {
    const holder = this.#frames.shift();
    if (holder !== undefined) this.#held.release(holder);
  }

  /** Nothing is kept any more. */
  end(): void {
    this.#ended = true;
    for (const holder of this.#frames.splice(0)) this.#held.release(holder);
  }

  #end(): void {
    this.end();
    this.#giveUp();
  }
}
