/**
 * The concurrency limits of queues and keys, as this process keeps them: a lender for each queue that has one, and for each key
 * that something waits for. From the moment that it hears of a queue's limit, its tasks are handed out by permits alone; those
 * that name a key always are.
 */
import { LRUCache } from "lru-cache";
import { isKeyLimit, limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { callersQueue, isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { LentClaim } from "../../core/state/lendings.js";
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";
import { Comparisons } from "./comparisons.js";
import { Lender } from "./lender.js";
import { repairLending } from "./lending-repair.js";
import { nameWithin } from "./name-within.js";
import type { PermitKeeping } from "./permit-keeping.js";

/** What is out of a queue is looked into no more often than this. */
const REPAIR_INTERVAL_MS = 500;
/** A commit is answered well within this. */
const HEARD_MS = 2_000;
/** Each lender's account is compared with the store about this often. */
const COUNT_INTERVAL_MS = 5_000;
/** A key of which nothing is left is asked about no more often than this, unless something is heard to have come back. */
export const KEY_ASK_INTERVAL_MS = 500;
/** A key that nobody asks for is let go after this. */
const KEY_IDLE_MS = 60_000;
/** How many tasks of a key are held at once where nobody has set it. */
export const KEY_LIMIT = 1;
/** Of a key's limit, which is never taken away. */
export const KEY_EPOCH = 0;
const NONE: readonly Lender[] = [];

export class Permits implements PermitKeeping {
  readonly #machinery: () => Machinery;
  readonly #byQueue = new Map<string, Lender>();
  readonly #byId = new Map<string, Lender>();
  /** When each was looked into last, by `Environment.monotonic`. */
  readonly #repaired = new Map<Lender, number>();
  readonly #counted = new Map<Lender, number>();
  /** When more of a key was asked for last though nothing was heard to have come back. */
  readonly #asked = new Map<Lender, number>();
  readonly #comparisons: Comparisons;
  /** Segments in which others have ended claims a moment ago. */
  readonly #heard = new LRUCache<string, true>({ max: 1_000, ttl: HEARD_MS });
  readonly #starts = new Set<Promise<unknown>>();
  #made = 0;
  #tokens = 0;

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
    this.#comparisons = new Comparisons(machinery);
  }

  of(namespace: string, queue: string): Lender | undefined {
    if (this.#byQueue.size === 0 || isEvaluationQueue(queue)) return undefined;
    return this.#byQueue.get(nameWithin(namespace, callersQueue(queue)));
  }

  needed(namespace: string, queue: string): readonly Lender[] | undefined {
    const ofQueue = this.of(namespace, queue);
    const limit = limitOfKeyed(queue);
    if (limit === undefined) return ofQueue === undefined ? NONE : [ofQueue];
    const ofKey = this.#byQueue.get(nameWithin(namespace, limit));
    if (ofKey === undefined) return undefined;
    return ofQueue === undefined ? [ofKey] : [ofQueue, ofKey];
  }

  byId(id: string): Lender | undefined {
    return this.#byId.get(id);
  }

  follow(record: QueueRecord): void {
    const key = nameWithin(record.namespace, record.queue);
    const epoch = record.settings.concurrency?.epoch;
    const known = this.#byQueue.get(key);
    // Of a key there is one as soon as something waits for it.
    if (known === undefined && isKeyLimit(record.queue)) return;
    if (known !== undefined && known.setting.epoch === epoch) {
      this.#asked.delete(known);
      known.review();
      return;
    }
    if (known !== undefined) this.#forget(key, known);
    if (epoch !== undefined) void this.#begin(key, this.#lender(record, epoch));
  }

  begins<Value>(start: Promise<Value>): Promise<Value> {
    const settled: Promise<unknown> = start.catch(() => undefined).finally(() => this.#starts.delete(settled));
    this.#starts.add(settled);
    return start;
  }

  async ensure(namespace: string, queue: string, wanted: number): Promise<number> {
    const lender = this.of(namespace, queue);
    if (lender === undefined) return Number.POSITIVE_INFINITY;
    await this.#ensure(lender, wanted);
    return lender.free;
  }

  async ensureKey(namespace: string, queue: string, wanted: number): Promise<number> {
    const limit = limitOfKeyed(queue);
    if (limit === undefined) return Number.POSITIVE_INFINITY;
    const lender = await this.#account({ namespace, queue: limit });
    if (lender === undefined) return 0;
    if (lender.free >= wanted) return lender.free;
    const isDue = this.#isDue(this.#asked, lender, KEY_ASK_INTERVAL_MS);
    // What is free must not go back while more is asked for.
    const letGo = lender.keep();
    // What comes back is heard of; it is asked for without that now and then. An answer under way is that of all who ask.
    if (lender.starves && !isDue) await lender.requests.answered();
    else await this.#ensure(lender, wanted);
    letGo();
    return lender.free;
  }

  keepKey(namespace: string, queue: string): () => void {
    return this.#ofKeyed(namespace, queue)?.keep() ?? (() => undefined);
  }

  isKeySpent(namespace: string, queue: string): boolean {
    return isSpent(this.#ofKeyed(namespace, queue));
  }

  keySpentAt(namespace: string, queue: string): number | undefined {
    const lender = this.#ofKeyed(namespace, queue);
    return lender !== undefined && isSpent(lender) ? this.#asked.get(lender) : undefined;
  }

  #ofKeyed(namespace: string, queue: string): Lender | undefined {
    const limit = limitOfKeyed(queue);
    return limit === undefined ? undefined : this.ofKey({ namespace, queue: limit });
  }

  ofKeys(): readonly Lender[] {
    return [...this.#byQueue.values()].filter(({ setting }) => isKeyLimit(setting.key.queue));
  }

  ofKey({ namespace, queue }: QueueKey): Lender | undefined {
    return this.#byQueue.get(nameWithin(namespace, queue));
  }

  lend({ lent, token }: LentClaim, segmentId: string): void {
    for (const id of lent) {
      const lender = this.#byId.get(id);
      lender?.lend(token, segmentId);
      // A comparison may have sent the task before its commit was answered, and it may be over by now.
      if (lender !== undefined && this.#heard.has(segmentId)) void this.#comparisons.compare(lender);
    }
  }

  returned({ lent, token }: LentClaim): void {
    for (const id of lent) this.#byId.get(id)?.returned(token);
  }

  #freed(id: string, key: QueueKey): void {
    const lender = this.#byId.get(id);
    if (lender !== undefined) this.#asked.delete(lender);
    this.#machinery().dispatcher.queueChanged(key);
  }

  freedElsewhere({ namespace, queue }: QueueKey): void {
    const lender = this.#byQueue.get(nameWithin(namespace, queue));
    if (lender === undefined) return;
    this.#asked.delete(lender);
    // What is under way may have been answered before it came back.
    if (!lender.starves && !lender.requests.areUnderWay) return;
    this.#machinery().dispatcher.queueChanged(lender.setting.key);
  }

  changedElsewhere(segmentId: string): void {
    if (this.#byId.size === 0) return;
    this.#heard.set(segmentId, true);
    for (const lender of this.#byId.values()) {
      for (const held of lender.held.values()) {
        if (held.segmentId !== segmentId) continue;
        void this.#comparisons.compare(lender);
        break;
      }
    }
  }

  async sweep(): Promise<void> {
    for (const lender of this.#byId.values()) this.#letGo(lender);
    for (const lender of this.#byId.values()) {
      // What one that is gone has left comes back also where nobody wants it.
      if (this.#isDue(this.#repaired, lender, COUNT_INTERVAL_MS)) await this.#repair(lender);
      if (lender.held.size === 0 && !lender.isDoubtful) continue;
      if (this.#isDue(this.#counted, lender, COUNT_INTERVAL_MS)) await this.#comparisons.compare(lender);
    }
  }

  async #ensure(lender: Lender, wanted: number): Promise<void> {
    await lender.ensure(wanted);
    if (lender.free >= wanted || !this.#isDue(this.#repaired, lender, REPAIR_INTERVAL_MS)) return;
    await this.#repair(lender);
    await lender.ensure(wanted);
  }

  /** Undefined where its account cannot be read now. */
  async #account(key: QueueKey): Promise<Lender | undefined> {
    const name = nameWithin(key.namespace, key.queue);
    const { store, emit } = this.#machinery();
    try {
      const record = this.#byQueue.has(name) ? undefined : await store.queues.account(key, KEY_LIMIT);
      const known = this.#byQueue.get(name);
      if (known !== undefined || record === undefined) return known;
      const lender = this.#lender(record, KEY_EPOCH);
      this.#byQueue.set(name, lender);
      this.#byId.set(lender.id, lender);
      lender.begin();
      return lender;
    } catch (error) {
      emit({ kind: "error", what: "reading the account of a concurrency key", error });
      return undefined;
    }
  }

  /** There may ever be any number of keys: those that nobody asks for are let go. */
  #letGo(lender: Lender): void {
    const { namespace, queue } = lender.setting.key;
    if (isKeyLimit(queue) && (lender.isOver || lender.isIdleFor(KEY_IDLE_MS)))
      this.#forget(nameWithin(namespace, queue), lender);
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#byId.values()].map((lender) => lender.leave()));
  }

  #lender({ namespace, queue }: QueueKey, epoch: number): Lender {
    const { store, environment, clock, process, emit } = this.#machinery();
    const key = { namespace, queue };
    this.#made += 1;
    const id = `${process}.${this.#made}`;
    return new Lender({
      key,
      epoch,
      takesTurns: isKeyLimit(queue),
      id,
      store: store.queues,
      environment,
      clock,
      token: () => {
        this.#tokens += 1;
        return `${process}:${this.#tokens}`;
      },
      freed: () => this.#freed(id, key),
      failed: (error) => emit({ kind: "error", what: "borrowing permits of a queue", error }),
    });
  }

  /** What was decided before it was heard of the limit is stored first: whoever counts then counts it. */
  async #begin(key: string, lender: Lender): Promise<void> {
    this.#byQueue.set(key, lender);
    this.#byId.set(lender.id, lender);
    const { committer, dispatcher } = this.#machinery();
    await Promise.all([committer.settled(), ...this.#starts]);
    await lender.join();
    await this.#repair(lender);
    dispatcher.queueChanged(lender.setting.key);
  }

  #forget(key: string, lender: Lender): void {
    lender.end();
    this.#byQueue.delete(key);
    this.#byId.delete(lender.id);
    this.#repaired.delete(lender);
    this.#counted.delete(lender);
    this.#asked.delete(lender);
  }

  async #repair(lender: Lender): Promise<void> {
    try {
      await repairLending(this.#machinery(), lender);
    } catch (error) {
      lender.setting.failed(error);
    }
  }

  #isDue(times: Map<Lender, number>, lender: Lender, intervalMs: number): boolean {
    const now = this.#machinery().environment.monotonic();
    if (now - (times.get(lender) ?? Number.NEGATIVE_INFINITY) < intervalMs) return false;
    times.set(lender, now);
    return true;
  }
}

/** More of it was wanted than there was, and nothing of it is left. */
function isSpent(lender: Lender | undefined): boolean {
  return lender?.starves === true && lender.free === 0;
}
