/**
 * The history of changes that `follow` reads: numbered, bounded, the oldest forgotten first.
 */
import type { FollowedChange } from "../segment-store.js";
import { PositionLost } from "../store-errors.js";

interface LoggedChange {
  readonly namespace: string;
  readonly change: FollowedChange;
}

export class ChangeLog {
  readonly #limit: number;
  #changes: LoggedChange[] = [];
  /** How many changes were forgotten: the number of the first one kept. */
  #forgotten = 0;
  #wake: (() => void)[] = [];

  /** Keeps at least `limit` changes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of changes so far, which is the position after the last one. */
  get position(): string {
    return String(this.#forgotten + this.#changes.length);
  }

  append(namespace: string, id: string, version: number | undefined): void {
    const position = String(this.#forgotten + this.#changes.length + 1);
    const change = version === undefined ? { position, id } : { position, id, version };
    this.#changes.push({ namespace, change });
    if (this.#changes.length >= 2 * this.#limit) this.#forget(this.#changes.length - this.#limit);
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  async *follow(namespace: string, after: string | undefined, signal: AbortSignal): AsyncGenerator<FollowedChange> {
    let next = after === undefined ? Number(this.position) : this.#numberOf(after);
    while (!signal.aborted) {
      if (next < this.#forgotten) throw new PositionLost(`changes before ${this.#forgotten} are forgotten`);
      const logged = this.#changes[next - this.#forgotten];
      if (logged === undefined) {
        await this.#appended(signal);
        continue;
      }
      next += 1;
      if (logged.namespace === namespace) yield logged.change;
    }
  }

  #numberOf(position: string): number {
    const number = Number(position);
    if (!/^\d+$/.test(position) || number > Number(this.position)) {
      throw new PositionLost("the position is not one of this store's history");
    }
    return number;
  }

  #forget(count: number): void {
    this.#changes = this.#changes.slice(count);
    this.#forgotten += count;
  }

  /** Resolves at the next change or when the signal is aborted. */
  #appended(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener("abort", wake);
        resolve();
      };
      signal.addEventListener("abort", wake, { once: true });
      this.#wake.push(wake);
    });
  }
}
