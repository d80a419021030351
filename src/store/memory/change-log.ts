/**
 * The history of changes that `follow` reads: numbered, bounded, the oldest forgotten first.
 */
import type { SegmentGuard } from "../segment-record.js";
import type { FollowedChange } from "../segment-store.js";
import { PositionLost } from "../store-errors.js";

export interface LoggedChange {
  readonly namespace: string;
  readonly change: FollowedChange;
  /** Of a deletion none. */
  readonly commit: string | undefined;
}

/** Whether one position of a log lies behind another. */
export function isLaterInLog(position: string, than: string): boolean {
  return Number(position) > Number(than);
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

  /** `made`: the version and the commit; absent = the segment was deleted. */
  append(namespace: string, id: string, made?: Pick<SegmentGuard, "version" | "commit">): void {
    const position = String(this.#forgotten + this.#changes.length + 1);
    const change = made === undefined ? { position, id } : { position, id, version: made.version };
    this.#changes.push({ namespace, change, commit: made?.commit });
    if (this.#changes.length >= 2 * this.#limit) this.#forget(this.#changes.length - this.#limit);
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  async *follow(
    namespace: string,
    after: string | undefined,
    signal: AbortSignal,
    until?: string,
  ): AsyncGenerator<FollowedChange> {
    for await (const logged of this.changes(after, signal, until)) {
      if (logged.namespace === namespace) yield logged.change;
    }
  }

  /** Of all namespaces. */
  async *changes(after: string | undefined, signal: AbortSignal, until?: string): AsyncGenerator<LoggedChange> {
    let next = after === undefined ? Number(this.position) : this.#numberOf(after);
    while (!signal.aborted && (until === undefined || next < Number(until))) {
      if (next < this.#forgotten) throw new PositionLost(`changes before ${this.#forgotten} are forgotten`);
      const logged = this.#changes[next - this.#forgotten];
      if (logged === undefined) {
        await this.#appended(signal);
        continue;
      }
      next += 1;
      yield logged;
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
