/**
 * The concurrency limits of queues and keys, as this process keeps them: a lender for each queue that has one, and for each key
 * that something waits for. From the moment that it hears of a queue's limit, its tasks are handed out by permits alone; those
 * that name a key always are.
 */
import { isKeyLimit, limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { callersQueue, isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { LentClaim } from "../../core/state/lendings.js";
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";
import { LastDone } from "./last-done.js";
import { Lender } from "./lender.js";
import { LenderTable } from "./lender-table.js";
import { LenderUpkeep } from "./lender-upkeep.js";
import { LentSegments } from "./lent-segments.js";
import type { PermitKeeping } from "./permit-keeping.js";

/** A key of which nothing is left is asked about no more often than this, unless something is heard to have come back. */
export const KEY_ASK_INTERVAL_MS = 500;
/** How many tasks of a key are held at once where nobody has set it. */
export const KEY_LIMIT = 1;
/** Of a key's limit, which is never taken away. */
export const KEY_EPOCH = 0;
const NONE: readonly Lender[] = [];

export class Permits implements PermitKeeping {
  readonly #machinery: () => Machinery;
  readonly #lenders = new LenderTable();
  readonly #segments = new LentSegments();
  readonly #upkeep: LenderUpkeep;
  /** When more of a key was asked for last though nothing was heard to have come back. */
  readonly #asked = new LastDone();
  readonly #starts = new Set<Promise<unknown>>();
  #made = 0;
  #tokens = 0;

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
    this.#upkeep = new LenderUpkeep(machinery, this.#lenders, this.#segments);
  }

  of(namespace: string, queue: string): Lender | undefined {
    if (this.#lenders.isEmpty || isEvaluationQueue(queue)) return undefined;
    return this.#lenders.of({ namespace, queue: callersQueue(queue) });
  }

  needed(namespace: string, queue: string): readonly Lender[] | undefined {
    const ofQueue = this.of(namespace, queue);
    const limit = limitOfKeyed(queue);
    if (limit === undefined) return ofQueue === undefined ? NONE : [ofQueue];
    const ofKey = this.#lenders.of({ namespace, queue: limit });
    if (ofKey === undefined) return undefined;
    return ofQueue === undefined ? [ofKey] : [ofQueue, ofKey];
  }

  byId(id: string): Lender | undefined {
    return this.#lenders.byId(id);
  }

  follow(record: QueueRecord): void {
    const epoch = record.settings.concurrency?.epoch;
    const known = this.#lenders.of(record);
    // Of a key there is one as soon as something waits for it.
    if (known === undefined && isKeyLimit(record.queue)) return;
    if (known !== undefined && known.setting.epoch === epoch) {
      this.#asked.forget(known);
      known.review();
      return;
    }
    if (known !== undefined) this.#lenders.remove(known);
    if (epoch !== undefined) void this.#begin(this.#lender(record, epoch));
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
    const isDue = this.#asked.isDue(lender, KEY_ASK_INTERVAL_MS);
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
    return lender !== undefined && isSpent(lender) ? this.#asked.at(lender) : undefined;
  }

  #ofKeyed(namespace: string, queue: string): Lender | undefined {
    const limit = limitOfKeyed(queue);
    return limit === undefined ? undefined : this.ofKey({ namespace, queue: limit });
  }

  ofKeys(): readonly Lender[] {
    return this.#lenders.ofKeys();
  }

  ofKey(key: QueueKey): Lender | undefined {
    return this.#lenders.of(key);
  }

  lend({ lent, token }: LentClaim, segmentId: string): void {
    for (const id of lent) {
      const lender = this.#lenders.byId(id);
      lender?.lend(token, segmentId);
      if (lender !== undefined) this.#upkeep.lent(lender, segmentId);
    }
  }

  returned({ lent, token }: LentClaim): void {
    for (const id of lent) this.#lenders.byId(id)?.returned(token);
  }

  #freed(id: string, key: QueueKey): void {
    const lender = this.#lenders.byId(id);
    if (lender !== undefined) this.#asked.forget(lender);
    this.#machinery().dispatcher.queueChanged(key);
  }

  freedElsewhere(key: QueueKey): void {
    const lender = this.#lenders.of(key);
    if (lender === undefined) return;
    this.#asked.forget(lender);
    // What is under way may have been answered before it came back.
    if (!lender.starves && !lender.requests.areUnderWay) return;
    this.#machinery().dispatcher.queueChanged(lender.setting.key);
  }

  changedElsewhere(segmentId: string): void {
    this.#upkeep.changedElsewhere(segmentId);
  }

  sweep(): Promise<void> {
    return this.#upkeep.sweep();
  }

  async leave(): Promise<void> {
    await this.#upkeep.stop();
    await Promise.all(this.#lenders.all().map((lender) => lender.leave()));
  }

  async #ensure(lender: Lender, wanted: number): Promise<void> {
    await lender.ensure(wanted);
    if (lender.free < wanted && (await this.#upkeep.repairWanted(lender))) await lender.ensure(wanted);
  }

  /** Undefined where its account cannot be read now. */
  async #account(key: QueueKey): Promise<Lender | undefined> {
    const known = this.#lenders.of(key);
    if (known !== undefined) return known;
    const { store, emit } = this.#machinery();
    try {
      const record = await store.queues.account(key, KEY_LIMIT);
      // Who asked at the same time may have made it.
      const made = this.#lenders.of(key);
      if (made !== undefined) return made;
      const lender = this.#lender(record, KEY_EPOCH);
      this.#lenders.add(lender);
      lender.begin();
      return lender;
    } catch (error) {
      emit({ kind: "error", what: "reading the account of a concurrency key", error });
      return undefined;
    }
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
      segments: this.#segments,
      token: () => {
        this.#tokens += 1;
        return `${process}:${this.#tokens}`;
      },
      freed: () => this.#freed(id, key),
      failed: (error) => emit({ kind: "error", what: "borrowing permits of a queue", error }),
    });
  }

  /** What was decided before it was heard of the limit is stored first: whoever counts then counts it. */
  async #begin(lender: Lender): Promise<void> {
    this.#lenders.add(lender);
    const { committer, dispatcher } = this.#machinery();
    await Promise.all([committer.settled(), ...this.#starts]);
    await lender.join();
    await this.#upkeep.repair(lender);
    dispatcher.queueChanged(lender.setting.key);
  }
}

/** More of it was wanted than there was, and nothing of it is left. */
function isSpent(lender: Lender | undefined): boolean {
  return lender?.starves === true && lender.free === 0;
}
