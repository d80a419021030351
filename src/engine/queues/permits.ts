/**
 * The concurrency limits of queues, as this process keeps them: a lender for each queue that has one. From the moment that it
 * hears of a limit, tasks of the queue are handed out by permits alone.
 */
import { LRUCache } from "lru-cache";
import { callersQueue, isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { LentClaim } from "../../core/state/lendings.js";
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";
import { Lender } from "./lender.js";
import { repairLending } from "./lending-repair.js";
import { tokensLent } from "./lent-tokens.js";
import type { PermitKeeping } from "./permit-keeping.js";

/** What is out of a queue is looked into no more often than this. */
const REPAIR_INTERVAL_MS = 500;
/** A commit is answered well within this. */
const HEARD_MS = 2_000;
/** Each lender's account is compared with the store about this often. */
const COUNT_INTERVAL_MS = 5_000;

export class Permits implements PermitKeeping {
  readonly #machinery: () => Machinery;
  readonly #byQueue = new Map<string, Lender>();
  readonly #byId = new Map<string, Lender>();
  /** When each was looked into last, by `Environment.monotonic`. */
  readonly #repaired = new Map<Lender, number>();
  readonly #counted = new Map<Lender, number>();
  /** Comparisons under way; true = another is wanted after it. */
  readonly #counting = new Map<Lender, boolean>();
  /** Segments in which others have ended claims a moment ago. */
  readonly #heard = new LRUCache<string, true>({ max: 1_000, ttl: HEARD_MS });
  readonly #starts = new Set<Promise<unknown>>();
  #made = 0;
  #tokens = 0;

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
  }

  of(namespace: string, queue: string): Lender | undefined {
    if (this.#byQueue.size === 0 || isEvaluationQueue(queue)) return undefined;
    return this.#byQueue.get(keyOf(namespace, callersQueue(queue)));
  }

  byId(id: string): Lender | undefined {
    return this.#byId.get(id);
  }

  follow(record: QueueRecord): void {
    const key = keyOf(record.namespace, record.queue);
    const epoch = record.settings.concurrency?.epoch;
    const known = this.#byQueue.get(key);
    if (known !== undefined && known.setting.epoch === epoch) {
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
    await lender.ensure(wanted);
    if (lender.free < wanted && this.#isDue(this.#repaired, lender, REPAIR_INTERVAL_MS)) {
      await this.#repair(lender);
      await lender.ensure(wanted);
    }
    return lender.free;
  }

  lend({ lent, token }: LentClaim, segmentId: string): void {
    const lender = this.#byId.get(lent);
    lender?.lend(token, segmentId);
    // A comparison may have sent the task before its commit was answered, and it may be over by now.
    if (lender !== undefined && this.#heard.has(segmentId)) void this.#count(lender);
  }

  returned({ lent, token }: LentClaim): void {
    this.#byId.get(lent)?.returned(token);
  }

  freedElsewhere({ namespace, queue }: QueueKey): void {
    const lender = this.of(namespace, queue);
    if (lender?.starves === true) this.#machinery().dispatcher.queueChanged(lender.setting.key);
  }

  changedElsewhere(segmentId: string): void {
    if (this.#byId.size === 0) return;
    this.#heard.set(segmentId, true);
    for (const lender of this.#byId.values()) {
      for (const held of lender.held.values()) {
        if (held.segmentId !== segmentId) continue;
        void this.#count(lender);
        break;
      }
    }
  }

  async sweep(): Promise<void> {
    for (const lender of this.#byId.values()) {
      // What one that is gone has left comes back also where nobody wants it.
      if (this.#isDue(this.#repaired, lender, COUNT_INTERVAL_MS)) await this.#repair(lender);
      if (lender.held.size === 0 && !lender.isDoubtful) continue;
      if (this.#isDue(this.#counted, lender, COUNT_INTERVAL_MS)) await this.#count(lender);
    }
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#byId.values()].map((lender) => lender.leave()));
  }

  #lender({ namespace, queue }: QueueKey, epoch: number): Lender {
    const { store, environment, clock, process, dispatcher, emit } = this.#machinery();
    const key = { namespace, queue };
    this.#made += 1;
    return new Lender({
      key,
      epoch,
      id: `${process}.${this.#made}`,
      store: store.queues,
      environment,
      clock,
      token: () => {
        this.#tokens += 1;
        return `${process}:${this.#tokens}`;
      },
      freed: () => dispatcher.queueChanged(key),
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
  }

  async #repair(lender: Lender): Promise<void> {
    try {
      await repairLending(this.#machinery(), lender);
    } catch (error) {
      lender.setting.failed(error);
    }
  }

  /** One at a time for a lender: what is asked for meanwhile shares the next. */
  async #count(lender: Lender): Promise<void> {
    if (this.#counting.has(lender)) {
      this.#counting.set(lender, true);
      return;
    }
    do {
      this.#counting.set(lender, false);
      await this.#compare(lender);
    } while (this.#counting.get(lender) === true);
    this.#counting.delete(lender);
  }

  async #compare(lender: Lender): Promise<void> {
    const { environment, clock, store } = this.#machinery();
    const [since, time] = [environment.monotonic(), clock.now()];
    try {
      const found = await tokensLent(store.segments, lender.setting.key.namespace, lender.id);
      lender.counted(found, since, lender.resolvesDoubtAt(time));
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

/** No part can contain a NUL. */
function keyOf(namespace: string, queue: string): string {
  return `${namespace}\0${queue}`;
}
