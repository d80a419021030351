/**
 * Schedules in MongoDB: one document each, replaced whole under its guard.
 */
import type { Db } from "mongodb";
import {
  type DueSchedule,
  type ScheduleGuard,
  type ScheduleKey,
  type ScheduleRecord,
  type ScheduleStore,
  scheduleName,
} from "../schedule-store.js";
import { collectionsOf } from "./collections.js";
import { isDuplicateKey, reaching } from "./mongo-errors.js";
import { type ScheduleDocument, scheduleFromDocument, scheduleToDocument } from "./schedule-document.js";
import { ofNone } from "./segment-queries.js";

/** Of a list: while what was read at once is taken in nothing else is done. */
const READ_AT_ONCE = 100;

export class MongoSchedules implements ScheduleStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async insert(record: ScheduleRecord): Promise<boolean> {
    try {
      await reaching(() => this.#schedules.insertOne(scheduleToDocument(record)));
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  async read(key: ScheduleKey): Promise<ScheduleRecord | undefined> {
    const document = await reaching(() => this.#schedules.findOne({ _id: scheduleName(key) }));
    return document === null ? undefined : scheduleFromDocument(document);
  }

  async replace(guard: ScheduleGuard, record: ScheduleRecord): Promise<boolean> {
    const document = scheduleToDocument(record);
    const { matchedCount } = await reaching(() => this.#schedules.replaceOne(filterOf(guard), document));
    return matchedCount === 1;
  }

  async delete(guard: ScheduleGuard): Promise<boolean> {
    const { deletedCount } = await reaching(() => this.#schedules.deleteOne(filterOf(guard)));
    return deletedCount === 1;
  }

  async list(namespace: string, after: string | undefined, limit: number): Promise<readonly ScheduleRecord[]> {
    if (limit <= 0) return [];
    const documents = await reaching(() =>
      this.#schedules
        .find({ _id: idsOf(namespace, after) })
        .sort({ _id: 1 })
        .limit(limit)
        .batchSize(READ_AT_ONCE)
        .project<ScheduleDocument>({ "run.input": 0 })
        .toArray(),
    );
    return documents.map(scheduleFromDocument);
  }

  async count(namespace: string, limit: number): Promise<number> {
    return reaching(() => this.#schedules.countDocuments({ _id: idsOf(namespace) }, { limit }));
  }

  async due(time: number, limit: number, except: readonly string[] = []): Promise<readonly DueSchedule[]> {
    const documents = await reaching(() => dueQuery(this.#db, time, limit, except).toArray());
    return documents.map(({ namespace, schedule_id, wake_time }) => {
      return { namespace, scheduleId: schedule_id, wakeTime: wake_time.getTime() };
    });
  }

  get #schedules() {
    return collectionsOf(this.#db).schedules;
  }
}

/** As it is sent; a test explains it. */
export function dueQuery(db: Db, time: number, limit: number, except: readonly string[]) {
  return collectionsOf(db)
    .schedules.find({ wake_time: { $lte: new Date(time) }, ...ofNone(except) })
    .sort({ wake_time: 1 })
    .limit(limit)
    .project<Required<Pick<ScheduleDocument, "namespace" | "schedule_id" | "wake_time">>>({
      namespace: 1,
      schedule_id: 1,
      wake_time: 1,
    });
}

/** Ids begin with the namespace; "0" is the character after "/". */
function idsOf(namespace: string, after = "") {
  return { $gt: `${namespace}/${after}`, $lt: `${namespace}0` };
}

function filterOf(guard: ScheduleGuard) {
  return { _id: scheduleName(guard), version: guard.version, commit: guard.commit };
}
