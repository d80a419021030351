/**
 * Queues in memory, timed by the store's clock.
 */
import type {
  Borrowing,
  Lending,
  QueueKey,
  QueueRecord,
  QueueStore,
  QueueUpdate,
  RateUsage,
  Reservation,
  Trimming,
} from "../queue-store.js";
import type { HintBoard } from "./hint-board.js";

/** What was handed out within the same such part of a period counts as one, from its last moment on. */
const PARTS = 100;

export class MemoryQueues implements QueueStore {
  readonly #records = new Map<string, QueueRecord>();
  /** The latest request of each lender, of permits and of a rate. */
  readonly #sequences = new Map<string, number>();
  readonly #reservations = new Map<string, number>();
  readonly #now: () => number;
  readonly #hints: HintBoard;

  constructor(now: () => number, hints: HintBoard) {
    this.#now = now;
    this.#hints = hints;
  }

  async all(): Promise<readonly QueueRecord[]> {
    const set = [...this.#records.values()].filter(({ version }) => version > 0);
    return set.map(({ lending: _lending, usage: _usage, ...record }) => ({ ...record, requests: [] }));
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
    const usage = usageAfter(record, before?.usage);
    const stored = {
      ...record,
      updateTime: this.#now(),
      ...(lending !== undefined && { lending }),
      ...(usage !== undefined && { usage }),
    };
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
    const block = { lender, permits: next, until: this.#now() + blockMs, wants: next < permits };
    if (next < mine) this.#hints.queueFreed(token, key);
    return this.#store(record, { ...lending, blocks: [...others, block] });
  }

  async reserve(key: QueueKey, reservation: Reservation): Promise<QueueRecord | undefined> {
    const { epoch, lender, sequence, spent, token } = reservation;
    const record = this.#records.get(nameOf(key));
    const { usage } = record ?? {};
    if (record === undefined || usage?.epoch !== epoch || (this.#reservations.get(lender) ?? 0) >= sequence)
      return undefined;
    this.#reservations.set(lender, sequence);
    const own = usage.reserved.find((one) => one.lender === lender)?.tasks ?? 0;
    if (reservation.tasks < own - spent) this.#hints.queueFreed(token, key);
    const stored = { ...record, usage: usageWith(usage, record, reservation, this.#now()) };
    this.#records.set(nameOf(key), stored);
    return stored;
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

function usageAfter({ settings: { rate } }: QueueUpdate, before: RateUsage | undefined): RateUsage | undefined {
  if (rate === undefined || before?.epoch === rate.epoch) return rate && before;
  return { epoch: rate.epoch, spent: [], reserved: [] };
}

function usageWith(usage: RateUsage, { settings }: QueueRecord, asked: Reservation, now: number): RateUsage {
  const { tasks: limit = 0, periodMs = 0 } = settings.rate ?? {};
  const counting = usage.spent.filter(({ at }) => at > now - periodMs);
  const reserved = usage.reserved.filter(({ until }) => until > now - periodMs);
  const own = reserved.find(({ lender }) => lender === asked.lender)?.tasks ?? 0;
  const others = reserved.filter(({ lender }) => lender !== asked.lender);
  const spent = asked.spent === 0 ? counting : spentToo(counting, asked.spent, now, periodMs / PARTS);
  const kept = Math.max(0, own - asked.spent);
  const out = [...spent, ...others].reduce((sum, { tasks }) => sum + tasks, kept);
  const room = Math.max(0, limit - out);
  const tasks = asked.tasks <= kept ? asked.tasks : kept + Math.min(asked.tasks - kept, room);
  const block = { lender: asked.lender, tasks, until: now + asked.blockMs };
  return { ...usage, spent, reserved: tasks === 0 ? others : [...others, block] };
}

function spentToo(before: RateUsage["spent"], tasks: number, now: number, partMs: number): RateUsage["spent"] {
  const last = before.at(-1);
  const isPart = last !== undefined && Math.floor(last.at / partMs) === Math.floor(now / partMs);
  if (!isPart) return [...before, { at: now, tasks }];
  return [...before.slice(0, -1), { at: now, tasks: last.tasks + tasks }];
}

function nameOf({ namespace, queue }: QueueKey): string {
  return `${namespace}/${queue}`;
}
