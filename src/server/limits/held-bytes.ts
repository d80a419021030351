/**
 * Bytes that the process keeps because another end is not done: of requests that have not come whole, of answers that
 * were not read, or of the headers of calls that are open. Where there are more than it may keep, those of the connection that keeps most go, the longest first: what
 * moves is young.
 */
import { EngineError } from "../../engine/engine-error.js";

export interface Holder {
  /** Whose it is: address and port of the other end. */
  readonly peer: string;
  /** What is held for it is needed for something else: it ends. Told once. */
  giveUp(): void;
}

/** What is held for the calls of one connection, the oldest first. */
interface Share {
  readonly holders: Map<Holder, number>;
  bytes: number;
}

export class HeldBytes {
  readonly most: number;
  readonly #shares = new Map<string, Share>();
  #total = 0;

  constructor(most: number) {
    this.most = most;
  }

  add(holder: Holder, count: number): void {
    if (count === 0) return;
    const share = this.#shares.get(holder.peer) ?? { holders: new Map(), bytes: 0 };
    this.#shares.set(holder.peer, share);
    share.holders.set(holder, (share.holders.get(holder) ?? 0) + count);
    share.bytes += count;
    this.#total += count;
    while (this.#total > this.most) this.#endOldest();
  }

  /** Nothing is held for it any more. */
  release(holder: Holder): void {
    const share = this.#shares.get(holder.peer);
    const held = share?.holders.get(holder);
    if (share === undefined || held === undefined) return;
    share.holders.delete(holder);
    share.bytes -= held;
    this.#total -= held;
    if (share.holders.size === 0) this.#shares.delete(holder.peer);
  }

  /** Of the connection for which most is held: those who keep little are not to suffer for those who keep much. */
  #endOldest(): void {
    let largest: Share | undefined;
    for (const share of this.#shares.values()) {
      if (largest === undefined || share.bytes > largest.bytes) largest = share;
    }
    const [oldest] = largest?.holders.keys() ?? [];
    if (oldest === undefined) return;
    this.release(oldest);
    oldest.giveUp();
  }
}

/** Of a request that has come in part. */
export function tooMuchHeld(most: number): EngineError {
  return heldBytesError("requests that have come in part", most);
}

/** Of a call that is open. */
export function tooMuchOfHeaders(most: number): EngineError {
  return heldBytesError("the headers of open calls", most);
}

function heldBytesError(what: string, most: number): EngineError {
  return new EngineError("OVERLOADED", `${what} may take ${most} bytes of this server process`, {
    metadata: { limit: "held_bytes", value: String(most) },
  });
}
