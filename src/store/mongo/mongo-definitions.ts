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
import { collectDefinitions, storedDigest } from "./definition-collection.js";
import { reaching } from "./mongo-errors.js";
import { bytesOf } from "./value-documents.js";
import { sendWrites } from "./write-command.js";

/** What a chunk takes in a command beside its bytes, at most. */
const CHUNK_OVERHEAD = 1024;
/** A digest that a chunk names, at most. */
const NAME_BYTES = 48;
/** So many bytes of chunks are held at once. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** So many are marked as used in one command. */
const USED_AT_ONCE = 10_000;

export class MongoDefinitions implements DefinitionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async put(record: DefinitionRecord, register: boolean): Promise<boolean> {
    const id = manifestId(record.namespace, record.digest);
    if (await this.#use(id, register)) return false;
    await this.#putChunks(record);
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

  /** Each in a document of its own. */
  async #putChunks({ namespace, digest, chunks, namedIn }: DefinitionRecord): Promise<void> {
    const id = manifestId(namespace, digest);
    let index = 0;
    let batch: Document[] = [];
    let named: string[] = [];
    let bytes = 0;
    const put = async () => {
      await this.#putBatch(id, batch, bytes);
      // After that: a collection that has not seen who names them finds them used.
      await this.#useAll(named.map((one) => manifestId(namespace, one)));
      batch = [];
      named = [];
      bytes = 0;
    };
    for (const data of chunks) {
      const names = [...(namedIn?.(data, index) ?? [])];
      batch.push(chunkStatement(chunkId(id, index), data, names));
      named.push(...names);
      index += 1;
      bytes += CHUNK_OVERHEAD + data.length + names.length * NAME_BYTES;
      if (bytes >= BATCH_BYTES) await put();
    }
    if (batch.length > 0) await put();
  }

  async #putBatch(id: string, statements: readonly Document[], estimate: number): Promise<void> {
    const kind = { update: DEFINITION_CHUNKS, field: "updates" } as const;
    const [rejected] = (await sendWrites(this.#db, kind, statements, estimate)).rejected;
    if (rejected !== undefined) throw new WriteRejected(`${id}: ${rejected.message}`);
  }

  async #useAll(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += USED_AT_ONCE) {
      const some = { _id: { $in: ids.slice(from, from + USED_AT_ONCE) } };
      await reaching(() => this.#definitions.updateMany(some, { $currentDate: currentDates(false) }));
    }
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

/** One that is there is marked as new, so that no collection takes it now; an earlier version may have written it without names. */
function chunkStatement(id: string, data: Uint8Array, names: readonly string[]): Document {
  return {
    q: { _id: id },
    u: {
      $setOnInsert: { data: new Binary(data) },
      ...(names.length > 0 && { $set: { names: names.map(storedDigest) } }),
      $currentDate: { write_time: true },
    },
    upsert: true,
  };
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
