/**
 * Payloads in MongoDB: one document each, written once, their age renewed when they are written again.
 */
import { Binary, type Db, type Document } from "mongodb";
import { metadataSize, type Payload } from "../../core/state/payload.js";
import { groupPayloads } from "../payload-id.js";
import type { OldPayloads, PayloadRecord, PayloadStore } from "../payload-store.js";
import { WriteRejected } from "../store-errors.js";
import { collectionsOf, PAYLOADS } from "./collections.js";
import { PAYLOAD_AGE_INDEX } from "./indexes.js";
import { reaching } from "./mongo-errors.js";
import { bytesOf, pairsFromDocument, pairsToDocument } from "./value-documents.js";
import { sendWrites } from "./write-command.js";

export class MongoPayloads implements PayloadStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async put(records: readonly PayloadRecord[]): Promise<void> {
    const estimate = records.reduce(
      (sum, { payload }) => sum + 1024 + payload.data.length + metadataSize(payload.metadata),
      0,
    );
    const statements = records.map(putStatement);
    // A duplicate key: another put of the same content came first.
    const { rejected } = await sendWrites(this.#db, { update: PAYLOADS, field: "updates" }, statements, estimate);
    const [first] = rejected;
    if (first !== undefined) throw new WriteRejected(`${records[first.index]?.id}: ${first.message}`);
  }

  async get(ids: readonly string[]): Promise<ReadonlyMap<string, Payload>> {
    const rows = await reaching(() => this.#payloads.find({ _id: { $in: [...ids] } }).toArray());
    return new Map(
      rows.map(({ _id, content_type, metadata, data }) => [
        _id,
        { contentType: content_type, metadata: pairsFromDocument(metadata ?? []), data: bytesOf(data) },
      ]),
    );
  }

  async old(ageMs: number, after: string | undefined, limit: number): Promise<readonly OldPayloads[]> {
    if (limit <= 0) return [];
    const page = after === undefined ? {} : { _id: { $gt: after } };
    const rows = await reaching(() =>
      this.#payloads
        .find({ ...page, ...notWrittenFor(ageMs) })
        .hint(PAYLOAD_AGE_INDEX)
        .sort({ _id: 1 })
        .limit(limit)
        .project<{ _id: string }>({ _id: 1 })
        .toArray(),
    );
    return groupPayloads(rows.map(({ _id }) => _id));
  }

  async remove(ids: readonly string[], ageMs = 0): Promise<void> {
    await reaching(() => this.#payloads.deleteMany({ _id: { $in: [...ids] }, ...notWrittenFor(ageMs) }));
  }

  get #payloads() {
    return collectionsOf(this.#db).payloads;
  }
}

function putStatement({ id, payload }: PayloadRecord): Document {
  const { contentType, metadata, data } = payload;
  const pairs = pairsToDocument(metadata);
  const content = { content_type: contentType, ...(pairs.length > 0 && { metadata: pairs }), data: new Binary(data) };
  return { q: { _id: id }, u: { $setOnInsert: content, $currentDate: { write_time: true } }, upsert: true };
}

/** By the database's clock. */
export function notWrittenFor(ageMs: number): Document {
  return { $expr: { $lte: ["$write_time", { $subtract: ["$$NOW", ageMs] }] } };
}
