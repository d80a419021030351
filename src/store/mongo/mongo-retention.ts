/**
 * Retention in MongoDB: one document for each namespace, replaced whole under its guard.
 */
import type { Db } from "mongodb";
import type { RetentionGuard, RetentionRecord, RetentionStore } from "../retention-store.js";
import { collectionsOf } from "./collections.js";
import { isDuplicateKey, reaching } from "./mongo-errors.js";
import { retentionFromDocument, retentionToDocument } from "./retention-document.js";

export class MongoRetention implements RetentionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async insert(record: RetentionRecord): Promise<boolean> {
    try {
      await reaching(() => this.#retention.insertOne(retentionToDocument(record)));
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  async read(namespace: string): Promise<RetentionRecord | undefined> {
    const document = await reaching(() => this.#retention.findOne({ _id: namespace }));
    return document === null ? undefined : retentionFromDocument(document);
  }

  async replace({ namespace, version, commit }: RetentionGuard, record: RetentionRecord): Promise<boolean> {
    const filter = { _id: namespace, version, commit };
    const { matchedCount } = await reaching(() => this.#retention.replaceOne(filter, retentionToDocument(record)));
    return matchedCount === 1;
  }

  async due(time: number, limit: number): Promise<readonly string[]> {
    const rows = await reaching(() =>
      this.#retention
        .find({ wake_time: { $lte: new Date(time) } })
        .sort({ wake_time: 1 })
        .limit(limit)
        .project<{ _id: string }>({ _id: 1 })
        .toArray(),
    );
    return rows.map(({ _id }) => _id);
  }

  get #retention() {
    return collectionsOf(this.#db).retention;
  }
}
