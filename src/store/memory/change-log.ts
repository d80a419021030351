/**
 * The history of changes: numbered, bounded, the oldest forgotten first.
 */
import type { SegmentGuard } from "../segment-record.js";
import type { FollowedChange, HistoryPart, HistoryQuery } from "../segment-store.js";
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

  history({ namespace, after, until, limit }: HistoryQuery): HistoryPart {
    const changes: FollowedChange[] = [];
    let next = this.#numberOf(after);
    const end = Math.min(Number(until), Number(this.position));
    for (; next < end && changes.length < limit; next += 1) {
      const logged = this.#logged(next);
      if (logged?.namespace === namespace) changes.push(logged.change);
    }
    return { changes, position: String(next) };
  }

  /** Of all namespaces, until the signal is aborted; from now where no position is given. */
  async *changes(after: string | undefined, signal: AbortSignal): AsyncGenerator<LoggedChange> {
    let next = after === undefined ? Number(this.position) : this.#numberOf(after);
    while (!signal.aborted) {
      const logged = this.#logged(next);
      if (logged === undefined) {
        await this.#appended(signal);
        continue;
      }
      next += 1;
      yield logged;
    }
  }

  /** Undefined where it is yet to come. */
  #logged(number: number): LoggedChange | undefined {
    if (number < this.#forgotten) throw new PositionLost(`changes before ${this.#forgotten} are forgotten`);
    return this.#changes[number - this.#forgotten];
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
