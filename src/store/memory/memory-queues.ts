/**
 * Queues in memory, timed by the store's clock.
 */
import type { Borrowing, Lending, QueueKey, QueueRecord, QueueStore, QueueUpdate, Trimming } from "../queue-store.js";
import type { HintBoard } from "./hint-board.js";

export class MemoryQueues implements QueueStore {
  readonly #records = new Map<string, QueueRecord>();
  /** The latest request of each lender. */
  readonly #sequences = new Map<string, number>();
  readonly #now: () => number;
  readonly #hints: HintBoard;

  constructor(now: () => number, hints: HintBoard) {
    this.#now = now;
    this.#hints = hints;
  }

  async all(): Promise<readonly QueueRecord[]> {
    const set = [...this.#records.values()].filter(({ version }) => version > 0);
    return set.map(({ lending: _, ...record }) => ({ ...record, requests: [] }));
  }

  async read(key: QueueKey): Promise<QueueRecord | undefined> {
    return this.#records.get(nameOf(key));
  }

  async account(key: QueueKey, limit: number): Promise<QueueRecord> {
    const known = this.#records.get(nameOf(key));
    if (known !== undefined) return known;
    const lending = { epoch: 0, since: this.#now(), counted: true, unlent: 0, blocks: [] };
    const settings = { concurrency: { limit, epoch: 0 } };
    const { namespace, queue } = key;
    const made = { namespace, queue, version: 0, settings, lending, reason: "", updateTime: this.#now(), requests: [] };
    this.#records.set(nameOf(key), made);
    return made;
  }

  async forgetAccounts(ageMs: number, limit: number): Promise<number> {
    const old = [...this.#records].filter(([, { version, lending, updateTime }]) => {
      const blocks = lending?.blocks ?? [];
      const usedTime = Math.max(updateTime, ...blocks.map(({ until }) => until));
      return version === 0 && blocks.every(({ permits }) => permits === 0) && usedTime < this.#now() - ageMs;
    });
    for (const [name] of old.slice(0, limit)) this.#records.delete(name);
    return Math.min(old.length, limit);
  }

  async put(record: QueueUpdate, process: string): Promise<QueueRecord | undefined> {
    const { namespace, queue, version } = record;
    const before = this.#records.get(nameOf(record));
    if ((before?.version ?? 0) !== version - 1) return undefined;
    const lending = this.#lendingAfter(record, before?.lending);
    const stored = { ...record, updateTime: this.#now(), ...(lending !== undefined && { lending }) };
    this.#records.set(nameOf(record), stored);
    this.#hints.queueSet(process, { namespace, queue });
    return stored;
  }

  async borrow(key: QueueKey, borrowing: Borrowing): Promise<QueueRecord | undefined> {
    const { epoch, lender, permits, blockMs, sequence, token } = borrowing;
    const record = this.#lendingOf(key, epoch);
    if (record === undefined || (this.#sequences.get(lender) ?? 0) >= sequence) return undefined;
    this.#sequences.set(lender, sequence);
    const { lending } = record;
    const mine = lending.blocks.find((block) => block.lender === lender)?.permits ?? 0;
    const out = lending.blocks.reduce((sum, block) => sum + block.permits, lending.unlent);
    const room = lending.counted ? Math.max(0, (record.settings.concurrency?.limit ?? 0) - out) : 0;
    const next = permits <= mine ? permits : mine + Math.min(permits - mine, room);
    const others = lending.blocks.filter((block) => block.lender !== lender);
    const block = { lender, permits: next, until: this.#now() + blockMs };
    if (next < mine) this.#hints.queueFreed(token, key);
    return this.#store(record, { ...lending, blocks: [...others, block] });
  }

  async trim(key: QueueKey, { epoch, lender, until, permits, marginMs, token }: Trimming): Promise<void> {
    const record = this.#lendingOf(key, epoch);
    const block = record?.lending.blocks.find((one) => one.lender === lender && one.until === until);
    if (record === undefined || block === undefined || until + marginMs >= this.#now()) return;
    const others = record.lending.blocks.filter((one) => one !== block);
    const trimmed = { ...block, permits: Math.min(block.permits, permits) };
    this.#store(record, { ...record.lending, blocks: permits === 0 ? others : [...others, trimmed] });
    this.#hints.queueFreed(token, key);
  }

  async counted(
    key: QueueKey,
    { epoch, unlent, token }: { readonly epoch: number; readonly unlent: number; readonly token: string },
  ): Promise<void> {
    const record = this.#lendingOf(key, epoch);
    if (record === undefined) return;
    this.#store(record, { ...record.lending, counted: true, unlent });
    if (!record.lending.counted || unlent < record.lending.unlent) this.#hints.queueFreed(token, key);
  }

  #lendingAfter({ settings }: QueueUpdate, before: Lending | undefined): Lending | undefined {
    const { concurrency } = settings;
    if (concurrency === undefined || before?.epoch === concurrency.epoch) return concurrency && before;
    return { epoch: concurrency.epoch, since: this.#now(), counted: concurrency.epoch === 0, unlent: 0, blocks: [] };
  }

  #lendingOf(key: QueueKey, epoch: number): (QueueRecord & { readonly lending: Lending }) | undefined {
    const record = this.#records.get(nameOf(key));
    return record?.lending?.epoch === epoch ? { ...record, lending: record.lending } : undefined;
  }

  #store(record: QueueRecord, lending: Lending): QueueRecord {
    const stored = { ...record, lending };
    this.#records.set(nameOf(record), stored);
    return stored;
  }
}

function nameOf({ namespace, queue }: QueueKey): string {
  return `${namespace}/${queue}`;
}
