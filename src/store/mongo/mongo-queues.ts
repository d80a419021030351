/**
 * Queues in MongoDB: one small document for each that was ever set.
 */
import type { Db, Document } from "mongodb";
import type { QueueKey, QueueRecord, QueueSettings, QueueStore } from "../queue-store.js";
import { collectionsOf, type QueueRow } from "./collections.js";
import { isDuplicateKey, reaching } from "./mongo-errors.js";

export class MongoQueues implements QueueStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async all(): Promise<readonly QueueRecord[]> {
    const rows = await reaching(() => this.#queues.find({}, { projection: { requests: 0 } }).toArray());
    return rows.map(recordOf);
  }

  async read(key: QueueKey): Promise<QueueRecord | undefined> {
    const row = await reaching(() => this.#queues.findOne({ _id: nameOf(key) }));
    return row === null ? undefined : recordOf(row);
  }

  async put(record: Omit<QueueRecord, "updateTime">, process: string): Promise<QueueRecord | undefined> {
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

  get #queues() {
    return collectionsOf(this.#db).queues;
  }
}

function nameOf({ namespace, queue }: QueueKey): string {
  return `${namespace}/${queue}`;
}

function putPipeline(record: Omit<QueueRecord, "updateTime">, process: string): Document[] {
  const { namespace, queue, version, settings, reason, requests } = record;
  return [
    {
      $set: {
        namespace: { $literal: namespace },
        queue: { $literal: queue },
        version,
        pause: settings.pause === undefined ? "$$REMOVE" : { $literal: pauseRow(settings.pause) },
        reason: { $literal: reason },
        update_time: "$$NOW",
        set_by: `${process}:${version}`,
        requests: { $literal: [...requests] },
      },
    },
  ];
}

function pauseRow({ until }: NonNullable<QueueSettings["pause"]>): NonNullable<QueueRow["pause"]> {
  return until === undefined ? {} : { until: new Date(until) };
}

function recordOf(row: QueueRow): QueueRecord {
  const { namespace, queue, version, reason, update_time, pause, requests = [] } = row;
  return {
    namespace,
    queue,
    version,
    settings: { ...(pause !== undefined && { pause: pauseOf(pause) }) },
    reason,
    updateTime: update_time.getTime(),
    requests,
  };
}

function pauseOf({ until }: NonNullable<QueueRow["pause"]>): NonNullable<QueueSettings["pause"]> {
  return until === undefined ? {} : { until: until.getTime() };
}
