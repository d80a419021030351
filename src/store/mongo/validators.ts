/**
 * What the database itself refuses to store: documents that lack what every reader relies on. More fields are allowed,
 * so that a newer version's documents pass. Only the outer fields are looked at: a check of every node would cost more
 * than the write.
 */
import type { Db, Document } from "mongodb";
import {
  DEFINITION_CHUNKS,
  DEFINITIONS,
  META,
  PAYLOADS,
  PROCESSES,
  QUEUES,
  RETENTION,
  SCHEDULES,
  SEGMENTS,
  SESSIONS,
} from "./collections.js";

const text = { bsonType: "string" };
const name = { bsonType: "string", minLength: 1 };
const count = { bsonType: ["int", "long", "double"], minimum: 0 };
const time = { bsonType: "date" };
const map = { bsonType: "object" };
const bytes = { bsonType: "binData" };

function required(fields: Record<string, Document>, optional: Record<string, Document> = {}): Document {
  return { bsonType: "object", required: Object.keys(fields), properties: { ...fields, ...optional } };
}

const head = required({ queue: text, priority: { bsonType: ["int", "long", "double"] }, time });

export const SCHEMAS: Readonly<Record<string, Document>> = {
  [SEGMENTS]: required(
    {
      _id: name,
      format: count,
      namespace: name,
      flow_id: name,
      incarnation: name,
      segment: count,
      version: count,
      commit: name,
      flow: required({ name: text, definition_digest: name, state: name, create_time: time, update_time: time }),
      nodes: map,
      counts: map,
      writers: map,
    },
    {
      earlier: required(
        { runs: { bsonType: "array", minItems: 1 } },
        { completions: { bsonType: "array", minItems: 1 } },
      ),
      heads: { bsonType: "array", minItems: 1, items: head },
      holders: { bsonType: "array", minItems: 1, items: name },
      lenders: { bsonType: "array", minItems: 1, items: name },
      wake_time: time,
      forgotten: count,
      signalled: { bsonType: "array", minItems: 2 },
    },
  ),
  [PAYLOADS]: required({ _id: name, content_type: text, data: bytes, write_time: time }),
  [DEFINITIONS]: required(
    {
      _id: name,
      namespace: name,
      digest: name,
      name: text,
      version: text,
      task_count: count,
      chunk_count: count,
      use_time: time,
    },
    { put_time: time },
  ),
  [DEFINITION_CHUNKS]: required(
    { _id: name, data: bytes, write_time: time },
    { names: { bsonType: "array", minItems: 1, items: bytes } },
  ),
  [SESSIONS]: required(
    {
      _id: name,
      namespace: name,
      session: name,
      principal: text,
      epoch: count,
      base_epoch: count,
      state: { enum: ["LIVE", "EXPIRED"] },
      worker: text,
      lease_ms: count,
    },
    { owner: name, expire_time: time, queues: { bsonType: "array", items: name } },
  ),
  [PROCESSES]: required({ _id: name, expire_time: time }),
  [QUEUES]: required(
    { _id: name, namespace: name, queue: name, reason: text, update_time: time },
    {
      version: count,
      set_by: name,
      pause: { bsonType: "object", properties: { until: time } },
      concurrency: required({ limit: count, epoch: count }),
      lending: required({ epoch: count, since: time, unlent: count, blocks: { bsonType: "array" } }),
      rate: required({ tasks: count, period_ms: count, epoch: count }),
      usage: required({ epoch: count, spent: { bsonType: "array" }, reserved: { bsonType: "array" } }),
      requests: { bsonType: "array" },
    },
  ),
  [SCHEDULES]: required(
    {
      _id: name,
      namespace: name,
      schedule_id: name,
      version: count,
      commit: name,
      rules: map,
      run: map,
      paused: { bsonType: "bool" },
      progress: required({ cursor: time, flows: { bsonType: "array" }, counts: map }),
    },
    { wake_time: time },
  ),
  [RETENTION]: required(
    { _id: name, version: count, commit: name, rules: { bsonType: "array" }, deleted: count },
    { wake_time: time },
  ),
  [META]: required({ _id: name, active: count, prepared: count }),
};

/** Creates the collections that are missing and sets the validators that differ. */
export async function createCollections(db: Db): Promise<void> {
  const existing = await db.listCollections({}, { nameOnly: false }).toArray();
  const options = new Map(existing.map((info) => [info.name, "options" in info ? info.options : undefined]));
  for (const [collection, schema] of Object.entries(SCHEMAS)) {
    const validation = { validator: { $jsonSchema: schema }, validationLevel: "strict", validationAction: "error" };
    if (!options.has(collection)) await createCollection(db, collection, validation);
    else if (JSON.stringify(options.get(collection)?.["validator"]) !== JSON.stringify(validation.validator)) {
      await db.command({ collMod: collection, ...validation });
    }
  }
}

const NAMESPACE_EXISTS = 48;

/** Another process that opens the same database may be first. */
async function createCollection(db: Db, collection: string, validation: Document): Promise<void> {
  const answer = await db.command({ create: collection, ...validation }).catch((error: { readonly code?: unknown }) => {
    if (error.code !== NAMESPACE_EXISTS) throw error;
  });
  if (answer === undefined) await db.command({ collMod: collection, ...validation });
}
