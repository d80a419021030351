/**
 * Bytes that the process keeps because another end is not done: of requests that have not come whole, or of answers that
 * were not read. Where there are more than it may keep, those who have kept it waiting the longest go: what moves is young.
 */
import { EngineError } from "../../engine/engine-error.js";

export interface Holder {
  /** What is held for it is needed for something else: it ends. Told once. */
  giveUp(): void;
}

export class HeldBytes {
  readonly most: number;
  /** The oldest first. */
  readonly #holders = new Map<Holder, number>();
  #total = 0;

  constructor(most: number) {
    this.most = most;
  }

  get total(): number {
    return this.#total;
  }

  add(holder: Holder, count: number): void {
    if (count === 0) return;
    this.#holders.set(holder, (this.#holders.get(holder) ?? 0) + count);
    this.#total += count;
    while (this.#total > this.most) this.#endOldest();
  }

  /** Nothing is held for it any more. */
  release(holder: Holder): void {
    const held = this.#holders.get(holder);
    if (held === undefined) return;
    this.#holders.delete(holder);
    this.#total -= held;
  }

  #endOldest(): void {
    const [oldest] = this.#holders.keys();
    if (oldest === undefined) return;
    this.release(oldest);
    oldest.giveUp();
  }
}

/** Of a request that has come in part. */
export function tooMuchHeld(most: number): EngineError {
  return new EngineError(
    "OVERLOADED",
    `requests that have come in part may take ${most} bytes of this server process`,
    {
      metadata: { limit: "held_bytes", value: String(most) },
    },
  );
}
