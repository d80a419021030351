/**
 * The keys for which tasks of one queue wait, as far as this process knows: each has a queue of its own beside it. A hint; the
 * index is the authority, and is asked for them now and then. Keys are named as their limits are.
 */
import type { Rank } from "../../core/command.js";
import { limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { ranksBefore } from "./rank-order.js";

export class WaitingKeys {
  readonly #queue: string;
  /** By keyed queue, the best that is known to wait; undefined = something does. */
  readonly #marks = new Map<string, Rank | undefined>();
  /** When they were looked for in the index last, by `Environment.monotonic`. */
  lookedAt = Number.NEGATIVE_INFINITY;
  /** While they are. */
  looking: Promise<void> | undefined;
  /** Up to where they were listed: the next page begins behind it. */
  listedTo = "";

  constructor(queue: string) {
    this.#queue = queue;
  }

  get size(): number {
    return this.#marks.size;
  }

  /** The keyed queues in which something waits. */
  queues(): readonly string[] {
    return [...this.#marks.keys()];
  }

  /** By key, the best that is known to wait for it here; undefined = something does. */
  *marks(): Iterable<readonly [limit: string, mark: Rank | undefined]> {
    for (const [queue, mark] of this.#marks) yield [limitOfKeyed(queue) ?? "", mark];
  }

  /** Something of this rank waits. */
  raise(queue: string, rank: Rank): void {
    const mark = this.#marks.get(queue);
    if (mark === undefined || ranksBefore(rank, mark)) this.#marks.set(queue, rank);
  }

  /** As an index read has found it; undefined = nothing waits. */
  found(queue: string, best: Rank | undefined): void {
    if (best === undefined) this.#marks.delete(queue);
    else this.#marks.set(queue, best);
  }

  /** All in which something waits behind `after`, up to the last of them, or to the end. */
  listed(queues: readonly string[], after: string, toEnd: boolean): void {
    const last = queues.at(-1) ?? "";
    this.listedTo = toEnd ? "" : last;
    const listed = new Set(queues);
    for (const queue of this.#marks.keys()) {
      if (queue > after && (toEnd || queue <= last) && !listed.has(queue)) this.#marks.delete(queue);
    }
    for (const queue of queues) if (!this.#marks.has(queue)) this.#marks.set(queue, undefined);
  }

  /** Where tasks wait for the key of this limit; undefined where none do. */
  queueOf(limit: string): string | undefined {
    const queue = this.#queue + limit;
    return this.#marks.has(queue) ? queue : undefined;
  }

  /** Whether a task of this rank may have the key of this limit although others wait for it. */
  allows(limit: string, rank: Rank): boolean {
    const mark = this.#marks.get(this.#queue + limit);
    return mark === undefined || !ranksBefore(mark, rank);
  }
}
