/**
 * The collection of definitions that nobody uses, and of chunks that no manifest claims.
 */
import { Binary } from "mongodb";
import type { Collections, DefinitionRow } from "./collections.js";
import { notWrittenFor } from "./mongo-payloads.js";

/** A put writes its chunks and then its manifest well within this time. */
const CHUNK_AGE_MS = 3_600_000;
const BATCH = 500;

/** Removes those that were not put by name, not used for `ageMs` and are named by no flow, no schedule and no definition. Returns how many. */
export async function collectDefinitions(collections: Collections, ageMs: number): Promise<number> {
  const { definitions } = collections;
  const unused = {
    put_time: { $exists: false },
    $expr: { $lte: ["$use_time", { $subtract: ["$$NOW", ageMs] }] },
  };
  let collected = 0;
  for await (const row of definitions.find(unused)) {
    const { namespace, digest } = row;
    if (await isNamed(collections, namespace, digest)) continue;
    // Only if it is still unused: a Run may have touched it.
    const { deletedCount } = await definitions.deleteOne({ ...unused, _id: row._id });
    if (deletedCount === 1) await removeChunks(collections, row, ageMs);
    collected += deletedCount;
  }
  await removeStrayChunks(collections);
  return collected;
}

/** By a flow, by a schedule whose flows are yet to come, or by a definition whose tasks run it. */
async function isNamed(collections: Collections, namespace: string, digest: string): Promise<boolean> {
  const { segments, schedules } = collections;
  const projection = { _id: 1 };
  const flow = { namespace, segment: 0, "flow.definition_digest": digest };
  if ((await segments.findOne(flow, { projection })) !== null) return true;
  const schedule = { namespace, "run.definition_digest": digest };
  if ((await schedules.findOne(schedule, { projection })) !== null) return true;
  return (await namingChunk(collections, namespace, digest).next()) !== null;
}

/** At most one chunk that names the definition: chunks go with their manifest. */
export function namingChunk({ definitionChunks }: Collections, namespace: string, digest: string) {
  // Ids begin with the namespace and a slash; "0" comes next to that.
  const ofNamespace = { $gt: `${namespace}/`, $lt: `${namespace}0` };
  return definitionChunks
    .find({ names: storedDigest(digest), _id: ofNamespace })
    .project({ _id: 1 })
    .limit(1);
}

/** 32 bytes: in the text of a definition a digest takes more, so that its chunk's document is less than twice as large. */
export function storedDigest(digest: string): Binary {
  return new Binary(Buffer.from(digest, "hex"));
}

/** A put of the same definition under way has renewed their age: then they stay for its manifest. */
async function removeChunks(collections: Collections, row: DefinitionRow, ageMs: number): Promise<void> {
  const ids = Array.from({ length: row.chunk_count }, (_, index) => `${row._id}/${index}`);
  await collections.definitionChunks.deleteMany({ _id: { $in: ids }, ...notWrittenFor(Math.min(ageMs, CHUNK_AGE_MS)) });
}

/** Those whose manifest was never written, or is gone. */
async function removeStrayChunks({ definitionChunks, definitions }: Collections): Promise<void> {
  let after = "";
  for (;;) {
    const rows = await definitionChunks
      .find({ _id: { $gt: after }, ...notWrittenFor(CHUNK_AGE_MS) })
      .sort({ _id: 1 })
      .limit(BATCH)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    const last = rows.at(-1);
    if (last === undefined) return;
    const manifests = [...new Set(rows.map(({ _id }) => manifestOf(_id)))];
    const present = await definitions.find({ _id: { $in: manifests } }, { projection: { _id: 1 } }).toArray();
    const known = new Set(present.map(({ _id }) => _id));
    const strays = rows.map(({ _id }) => _id).filter((id) => !known.has(manifestOf(id)));
    if (strays.length > 0) {
      await definitionChunks.deleteMany({ _id: { $in: strays }, ...notWrittenFor(CHUNK_AGE_MS) });
    }
    after = last._id;
  }
}

function manifestOf(chunkId: string): string {
  return chunkId.slice(0, chunkId.lastIndexOf("/"));
}
