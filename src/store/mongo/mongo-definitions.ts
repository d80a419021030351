/**
 * Definitions in MongoDB: a manifest and one document for each chunk. The manifest makes a definition exist: it is
 * written last and removed first.
 */
import { Binary, type Db, type Document } from "mongodb";
import type {
  DefinitionCursor,
  DefinitionManifest,
  DefinitionRecord,
  DefinitionStore,
  DefinitionSummary,
} from "../definition-store.js";
import { WriteRejected } from "../store-errors.js";
import { WHATEVER_IT_TAKES_MS } from "./answer-bound.js";
import { collectionsOf, DEFINITION_CHUNKS, type DefinitionRow } from "./collections.js";
import { collectDefinitions } from "./definition-collection.js";
import { reaching } from "./mongo-errors.js";
import { bytesOf } from "./value-documents.js";
import { sendWrites } from "./write-command.js";

/** What a chunk takes in a command beside its bytes, at most. */
const CHUNK_OVERHEAD = 1024;
/** So many bytes of chunks are held at once. */
const BATCH_BYTES = 4 * 1024 * 1024;

export class MongoDefinitions implements DefinitionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async put(record: DefinitionRecord, register: boolean): Promise<boolean> {
    const id = manifestId(record.namespace, record.digest);
    if (await this.#use(id, register)) return false;
    await this.#putChunks(id, record.chunks);
    const { upsertedCount } = await reaching(() =>
      this.#definitions.updateOne(
        { _id: id },
        { $setOnInsert: manifestOf(record), $currentDate: currentDates(register) },
        { upsert: true },
      ),
    );
    return upsertedCount === 1;
  }

  async get(namespace: string, digest: string): Promise<DefinitionManifest | undefined> {
    const row = await reaching(() => this.#definitions.findOne({ _id: manifestId(namespace, digest) }));
    return row === null ? undefined : storedManifest(row);
  }

  async newest(namespace: string, name: string): Promise<DefinitionManifest | undefined> {
    const [row] = await this.#listed(namespace, name, undefined, 1);
    return row === undefined ? undefined : storedManifest(row);
  }

  async chunks(
    namespace: string,
    digest: string,
    places: readonly number[],
  ): Promise<readonly Uint8Array[] | undefined> {
    const ids = places.map((place) => chunkId(manifestId(namespace, digest), place));
    const { definitionChunks } = collectionsOf(this.#db);
    const rows = await reaching(() => definitionChunks.find({ _id: { $in: ids } }).toArray());
    const byId = new Map(rows.map(({ _id, data }) => [_id, bytesOf(data)]));
    const chunks = ids.flatMap((id) => byId.get(id) ?? []);
    return chunks.length === ids.length ? chunks : undefined;
  }

  async list(
    namespace: string,
    name: string | undefined,
    after: DefinitionCursor | undefined,
    limit: number,
  ): Promise<readonly DefinitionSummary[]> {
    return limit <= 0 ? [] : (await this.#listed(namespace, name, after, limit)).map(summaryOf);
  }

  async touch(namespace: string, digest: string): Promise<boolean> {
    return this.#use(manifestId(namespace, digest), false);
  }

  async collect(ageMs: number): Promise<number> {
    return reaching(() => collectDefinitions(collectionsOf(this.#db), ageMs), WHATEVER_IT_TAKES_MS);
  }

  async #use(id: string, register: boolean): Promise<boolean> {
    const change = { $currentDate: currentDates(register) };
    const { matchedCount } = await reaching(() => this.#definitions.updateOne({ _id: id }, change));
    return matchedCount === 1;
  }

  /** Each in a document of its own; one that is there is marked as new, so that no collection takes it now. */
  async #putChunks(id: string, chunks: Iterable<Uint8Array>): Promise<void> {
    let index = 0;
    let batch: Document[] = [];
    let bytes = 0;
    for (const data of chunks) {
      batch.push({
        q: { _id: chunkId(id, index) },
        u: { $setOnInsert: { data: new Binary(data) }, $currentDate: { write_time: true } },
        upsert: true,
      });
      index += 1;
      bytes += CHUNK_OVERHEAD + data.length;
      if (bytes < BATCH_BYTES) continue;
      await this.#putBatch(id, batch, bytes);
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) await this.#putBatch(id, batch, bytes);
  }

  async #putBatch(id: string, statements: readonly Document[], estimate: number): Promise<void> {
    const kind = { update: DEFINITION_CHUNKS, field: "updates" } as const;
    const [rejected] = (await sendWrites(this.#db, kind, statements, estimate)).rejected;
    if (rejected !== undefined) throw new WriteRejected(`${id}: ${rejected.message}`);
  }

  #listed(namespace: string, name: string | undefined, after: DefinitionCursor | undefined, limit: number) {
    return reaching(() =>
      this.#definitions
        .find({ $and: [{ namespace, ...(name !== undefined && { name }) }, putAfter(after)] })
        .sort({ put_time: -1, digest: 1 })
        .limit(limit)
        .toArray(),
    );
  }

  get #definitions() {
    return collectionsOf(this.#db).definitions;
  }
}

function manifestId(namespace: string, digest: string): string {
  return `${namespace}/${digest}`;
}

function chunkId(manifest: string, index: number): string {
  return `${manifest}/${index}`;
}

function currentDates(register: boolean): Record<"use_time" | "put_time", true> | { use_time: true } {
  return register ? { use_time: true, put_time: true } : { use_time: true };
}

function manifestOf(record: DefinitionRecord) {
  const { namespace, digest, name, version, taskCount, chunkCount } = record;
  return { namespace, digest, name, version, task_count: taskCount, chunk_count: chunkCount };
}

function summaryOf({ namespace, digest, name, version, task_count, put_time }: DefinitionRow): DefinitionSummary {
  const summary = { namespace, digest, name, version, taskCount: task_count };
  return put_time === undefined ? summary : { ...summary, putTime: put_time.getTime() };
}

function storedManifest(row: DefinitionRow): DefinitionManifest {
  return { ...summaryOf(row), chunkCount: row.chunk_count };
}

function putAfter(after: DefinitionCursor | undefined): Document {
  if (after === undefined) return { put_time: { $exists: true } };
  const time = new Date(after.putTime);
  return { put_time: { $lte: time }, $or: [{ put_time: { $lt: time } }, { digest: { $gt: after.digest } }] };
}
