/**
 * Queues in MongoDB: one small document for each that was ever set.
 */
import type { Db, Document } from "mongodb";
import type {
  Borrowing,
  Lending,
  QueueKey,
  QueueRecord,
  QueueSettings,
  QueueStore,
  QueueUpdate,
  RateUsage,
  Reservation,
  Trimming,
} from "../queue-store.js";
import { collectionsOf, type QueueRow } from "./collections.js";
import { borrowPipeline, countedPipeline, overFor, trimPipeline } from "./lending-pipelines.js";
import { isDuplicateKey, reaching } from "./mongo-errors.js";
import { reservePipeline } from "./rate-pipeline.js";

export class MongoQueues implements QueueStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async all(): Promise<readonly QueueRecord[]> {
    const projection = { requests: 0, lending: 0, usage: 0 };
    const rows = await reaching(() => this.#queues.find({ version: { $exists: true } }, { projection }).toArray());
    return rows.map(recordOf);
  }

  async read(key: QueueKey): Promise<QueueRecord | undefined> {
    const row = await reaching(() => this.#queues.findOne({ _id: nameOf(key) }));
    return row === null ? undefined : recordOf(row);
  }

  async account(key: QueueKey, limit: number): Promise<QueueRecord> {
    const filter = { _id: nameOf(key) };
    const find = () =>
      this.#queues.findOneAndUpdate(filter, accountPipeline(key, limit), { upsert: true, returnDocument: "after" });
    const row = await reaching(() => find().catch((error) => (isDuplicateKey(error) ? find() : Promise.reject(error))));
    if (row === null) throw new Error(`the account of ${nameOf(key)} is neither there nor made`);
    return recordOf(row);
  }

  async forgetAccounts(ageMs: number, limit: number): Promise<number> {
    const rows = await reaching(() =>
      this.#queues
        .find(forgottenAfter(ageMs), { projection: { _id: 1 } })
        .limit(limit)
        .toArray(),
    );
    if (rows.length === 0) return 0;
    const names = rows.map(({ _id }) => _id);
    const { deletedCount } = await reaching(() =>
      this.#queues.deleteMany({ ...forgottenAfter(ageMs), _id: { $in: names } }),
    );
    return deletedCount;
  }

  async put(record: QueueUpdate, process: string): Promise<QueueRecord | undefined> {
    const isFirst = record.version === 1;
    const filter = { _id: nameOf(record), version: isFirst ? { $exists: false } : record.version - 1 };
    try {
      const row = await reaching(() =>
        this.#queues.findOneAndUpdate(filter, putPipeline(record, process), {
          upsert: isFirst,
          returnDocument: "after",
        }),
      );
      return row === null ? undefined : recordOf(row);
    } catch (error) {
      // The first update, and another was faster.
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  async borrow(key: QueueKey, borrowing: Borrowing): Promise<QueueRecord | undefined> {
    const { epoch, lender, sequence } = borrowing;
    const isLate = { $elemMatch: { lender, sequence: { $gte: sequence } } };
    const filter = { ...lendingOf(key, epoch), "lending.blocks": { $not: isLate } };
    const row = await reaching(() =>
      this.#queues.findOneAndUpdate(filter, borrowPipeline(borrowing), { returnDocument: "after" }),
    );
    return row === null ? undefined : recordOf(row);
  }

  async reserve(key: QueueKey, reservation: Reservation): Promise<QueueRecord | undefined> {
    const { epoch, lender, sequence } = reservation;
    const isLate = { $elemMatch: { lender, sequence: { $gte: sequence } } };
    const filter = { _id: nameOf(key), "usage.epoch": epoch, "usage.reserved": { $not: isLate } };
    const row = await reaching(() =>
      this.#queues.findOneAndUpdate(filter, reservePipeline(reservation), { returnDocument: "after" }),
    );
    return row === null ? undefined : recordOf(row);
  }

  async trim(key: QueueKey, trimming: Trimming): Promise<void> {
    const filter = { ...lendingOf(key, trimming.epoch), ...overFor(trimming) };
    await reaching(() => this.#queues.updateOne(filter, trimPipeline(trimming)));
  }

  async counted(
    key: QueueKey,
    { epoch, unlent, token }: { readonly epoch: number; readonly unlent: number; readonly token: string },
  ): Promise<void> {
    await reaching(() => this.#queues.updateOne(lendingOf(key, epoch), countedPipeline(unlent, token)));
  }

  get #queues() {
    return collectionsOf(this.#db).queues;
  }
}

function nameOf({ namespace, queue }: QueueKey): string {
  return `${namespace}/${queue}`;
}

function lendingOf(key: QueueKey, epoch: number) {
  return { _id: nameOf(key), "lending.epoch": epoch };
}

function putPipeline(record: QueueUpdate, process: string): Document[] {
  const { namespace, queue, version, settings, reason, requests } = record;
  return [
    {
      $set: {
        namespace: { $literal: namespace },
        queue: { $literal: queue },
        version,
        pause: settings.pause === undefined ? "$$REMOVE" : { $literal: pauseRow(settings.pause) },
        concurrency: settings.concurrency === undefined ? "$$REMOVE" : { $literal: settings.concurrency },
        lending: lendingAfter(settings.concurrency?.epoch),
        rate: settings.rate === undefined ? "$$REMOVE" : { $literal: rateRow(settings.rate) },
        usage: usageAfter(settings.rate?.epoch),
        reason: { $literal: reason },
        update_time: "$$NOW",
        set_by: `${process}:${version}`,
        requests: { $literal: [...requests] },
      },
    },
  ];
}

/** An account is as it was made until it is set; what is there stays as it is. */
function accountPipeline({ namespace, queue }: QueueKey, limit: number): Document[] {
  const made = (field: string, value: unknown) => ({ [field]: { $ifNull: [`$${field}`, value] } });
  return [
    {
      $set: {
        namespace: { $literal: namespace },
        queue: { $literal: queue },
        ...made("concurrency", { limit, epoch: 0 }),
        ...made("lending", { epoch: 0, since: "$$NOW", counted: true, unlent: 0, blocks: [] }),
        ...made("reason", ""),
        ...made("update_time", "$$NOW"),
      },
    },
  ];
}

/** Whoever had something out has given it back, or is gone for long. */
function forgottenAfter(ageMs: number): Document {
  return {
    version: { $exists: false },
    "lending.blocks.permits": { $not: { $gt: 0 } },
    $expr: {
      $lt: [{ $max: [{ $max: "$lending.blocks.until" }, "$update_time"] }, { $subtract: ["$$NOW", ageMs] }],
    },
  };
}

/** It goes on where the limit does. */
function lendingAfter(epoch: number | undefined): Document | string {
  if (epoch === undefined) return "$$REMOVE";
  const begun = { epoch, since: "$$NOW", counted: epoch === 0, unlent: 0, blocks: [] };
  return { $cond: [{ $eq: ["$lending.epoch", epoch] }, "$lending", begun] };
}

function usageAfter(epoch: number | undefined): Document | string {
  if (epoch === undefined) return "$$REMOVE";
  return { $cond: [{ $eq: ["$usage.epoch", epoch] }, "$usage", { epoch, spent: [], reserved: [] }] };
}

function rateRow({ tasks, periodMs, epoch }: NonNullable<QueueSettings["rate"]>): NonNullable<QueueRow["rate"]> {
  return { tasks, period_ms: periodMs, epoch };
}

function pauseRow({ until }: NonNullable<QueueSettings["pause"]>): NonNullable<QueueRow["pause"]> {
  return until === undefined ? {} : { until: new Date(until) };
}

function recordOf(row: QueueRow): QueueRecord {
  const { namespace, queue, version = 0, reason, update_time, pause, concurrency, lending, requests = [] } = row;
  const { rate, usage } = row;
  return {
    namespace,
    queue,
    version,
    settings: {
      ...(pause !== undefined && { pause: pauseOf(pause) }),
      ...(concurrency !== undefined && { concurrency }),
      ...(rate !== undefined && { rate: { tasks: rate.tasks, periodMs: rate.period_ms, epoch: rate.epoch } }),
    },
    ...(lending !== undefined && { lending: lendingValue(lending) }),
    ...(usage !== undefined && { usage: usageValue(usage) }),
    reason,
    updateTime: update_time.getTime(),
    requests,
  };
}

function pauseOf({ until }: NonNullable<QueueRow["pause"]>): NonNullable<QueueSettings["pause"]> {
  return until === undefined ? {} : { until: until.getTime() };
}

function lendingValue({ epoch, since, counted, unlent, blocks }: NonNullable<QueueRow["lending"]>): Lending {
  return {
    epoch,
    since: since.getTime(),
    counted,
    unlent,
    blocks: blocks.map(({ lender, permits, until, wants }) => ({
      lender,
      permits,
      until: until.getTime(),
      wants: wants === true,
    })),
  };
}

function usageValue({ epoch, spent, reserved }: NonNullable<QueueRow["usage"]>): RateUsage {
  return {
    epoch,
    spent: spent.map(({ at, tasks }) => ({ at: at.getTime(), tasks })),
    reserved: reserved.map(({ lender, tasks, until }) => ({ lender, tasks, until: until.getTime() })),
  };
}
