/**
 * The concurrency keys of one round of offering. Heads are chosen first, and only then is asked for the keys that these need;
 * of each key there is one answer, whatever the queues in which something waits for it: what ranks behind must not have what
 * was refused to what ranks before.
 */
import type { Rank } from "../../core/command.js";
import { limitOfKeyed } from "../../core/definition/concurrency-key.js";
import type { Machinery } from "../machinery.js";
import { KEY_ASK_INTERVAL_MS } from "../queues/permits.js";
import type { Backlog } from "./backlog.js";
import { byRank } from "./rank-order.js";

/** Keys whose heads are read at once; and of those of which nothing is left how many are asked about again. */
const KEYS_AT_ONCE = 64;

export class RoundKeys {
  readonly #machinery: Machinery;
  readonly #namespace: string;
  /** By limit, how many more tasks may be handed out: what was answered, without what has been handed out since. */
  readonly #left = new Map<string, number>();
  /** What was answered is kept until it is let go. */
  readonly #kept = new Map<string, () => void>();
  /** Nothing was left of these: they are not asked about again before the next round. */
  readonly #spent = new Set<string>();
  /** Those that nothing was left of, and of which nothing was heard since, that are looked at all the same. */
  readonly #again = new Set<string>();
  #leavesOut = false;

  constructor(machinery: Machinery, namespace: string) {
    this.#machinery = machinery;
    this.#namespace = namespace;
  }

  /**
   * What was answered is over, and may go back: it has been handed out, or nobody took it. What was refused stays so until the
   * next round.
   */
  letGo(): void {
    this.#left.clear();
    for (const letGo of this.#kept.values()) letGo();
    this.#kept.clear();
  }

  /** The keys whose heads are worth reading, by their limits: those first for which the best waits. */
  worthReading(backlogs: readonly Backlog[]): readonly string[] {
    const { permits, environment } = this.#machinery;
    const marks = bestMarks(backlogs);
    const fresh: string[] = [];
    const doubtful: { readonly limit: string; readonly askedAt: number }[] = [];
    for (const limit of marks.keys()) {
      if (this.#spent.has(limit)) continue;
      const askedAt = permits.keySpentAt(this.#namespace, limit);
      if (askedAt === undefined) fresh.push(limit);
      else if (environment.monotonic() - askedAt >= KEY_ASK_INTERVAL_MS) doubtful.push({ limit, askedAt });
    }
    fresh.sort((a, b) => unknownFirst(marks.get(a), marks.get(b)));
    doubtful.sort((a, b) => a.askedAt - b.askedAt);
    // However many keys are held for long, the others are reached, and each of them is asked about in its turn.
    for (const { limit } of doubtful) if (this.#again.size < KEYS_AT_ONCE) this.#again.add(limit);
    const again = doubtful.map(({ limit }) => limit).filter((limit) => this.#again.has(limit));
    this.#leavesOut = fresh.length > KEYS_AT_ONCE;
    return [...fresh.slice(0, KEYS_AT_ONCE), ...again];
  }

  /** There are more keys than were worth reading at once. */
  get leavesOut(): boolean {
    return this.#leavesOut;
  }

  /** Whether tasks of the queue may be had, as far as is known. */
  mayHave(queue: string): boolean {
    const limit = limitOfKeyed(queue);
    return limit === undefined || !this.#spent.has(limit);
  }

  /** How many keys nothing was left of. */
  get spent(): number {
    return this.#spent.size;
  }

  /** Asks for the keys of these queues at once, for so many tasks of each queue. */
  async ask(tasks: ReadonlyMap<string, number>): Promise<void> {
    const wanted = new Map<string, number>();
    for (const [queue, count] of tasks) {
      const limit = limitOfKeyed(queue);
      if (limit !== undefined) wanted.set(limit, (wanted.get(limit) ?? 0) + count);
    }
    await Promise.all([...wanted].map(([limit, count]) => this.#ask(limit, count)));
  }

  /** How many tasks of the queue may be handed out; its key is asked for where there is no answer yet. */
  async leftOf(queue: string, wanted: number): Promise<number> {
    const limit = limitOfKeyed(queue);
    if (limit !== undefined && !this.#left.has(limit)) await this.#ask(limit, wanted);
    return this.left(queue);
  }

  /** The same, as it was answered. */
  left(queue: string): number {
    const limit = limitOfKeyed(queue);
    return limit === undefined ? Number.POSITIVE_INFINITY : (this.#left.get(limit) ?? 0);
  }

  /** So many are handed out. */
  take(queue: string, tasks: number): void {
    const limit = limitOfKeyed(queue);
    if (limit !== undefined) this.#left.set(limit, this.left(queue) - tasks);
  }

  async #ask(limit: string, wanted: number): Promise<void> {
    const left = this.#spent.has(limit) ? 0 : await this.#machinery.permits.ensureKey(this.#namespace, limit, wanted);
    this.#left.set(limit, left);
    if (left <= 0) this.#spent.add(limit);
    // It must not go back before it is handed out: what ranks behind would come first.
    else if (!this.#kept.has(limit)) this.#kept.set(limit, this.#machinery.permits.keepKey(this.#namespace, limit));
  }
}

/** By limit, the best that waits for it; undefined = its rank is not known. */
function bestMarks(backlogs: readonly Backlog[]): ReadonlyMap<string, Rank | undefined> {
  const marks = new Map<string, Rank | undefined>();
  for (const { keys } of backlogs) {
    for (const [limit, mark] of keys.marks()) {
      const isBetter = !marks.has(limit) || unknownFirst(mark, marks.get(limit)) < 0;
      if (isBetter) marks.set(limit, mark);
    }
  }
  return marks;
}

function unknownFirst(a: Rank | undefined, b: Rank | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  return byRank(a, b);
}
