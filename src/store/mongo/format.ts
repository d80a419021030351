/**
 * The `meta` document of rule U1: which format is written, and what was prepared for it. Formats only go forward. A
 * newer version runs on the format before its own until `finalize`; documents take the new one at their next write.
 */
import type { Db } from "mongodb";
import { collectionsOf } from "./collections.js";
import { createIndexes } from "./indexes.js";
import type { Formats } from "./segment-formats.js";
import { readSegments } from "./segment-read.js";
import { createCollections } from "./validators.js";

export interface FormatReport {
  /** The format in which documents are written. */
  readonly active: number;
  /** The newest that this version knows. */
  readonly newest: number;
  /** Documents that are still in an older format than the active one. */
  readonly outdated: number;
}

/**
 * Prepares the database for this version and learns which format to write: an empty database takes the newest, any
 * other keeps its own. Throws FormatTooNew before anything is written, StoreUnsuitable for a format that is too old.
 */
export async function prepare(db: Db, formats: Formats): Promise<void> {
  const { meta } = collectionsOf(db);
  const found = await meta.findOne({ _id: "format" });
  if (found !== null) formats.activate(found.active);
  // A newer version has prepared more than this one knows of: its validators and indexes stay.
  if (found === null || found.prepared <= formats.newest) {
    await createCollections(db);
    await createIndexes(db);
  }
  const row = await meta.findOneAndUpdate(
    { _id: "format" },
    { $setOnInsert: { active: formats.newest }, $max: { prepared: formats.newest } },
    { upsert: true, returnDocument: "after" },
  );
  if (row !== null) formats.activate(row.active);
}

/** Prepares the database and rewrites, one by one, the documents that are older than the active format. */
export async function migrate(db: Db, formats: Formats): Promise<FormatReport> {
  await prepare(db, formats);
  const { segments } = collectionsOf(db);
  const outdated = segments.find({ format: { $lt: formats.active.number } }, { projection: { _id: 1 } });
  for await (const { _id } of outdated) await readSegments(segments, [_id], formats);
  return report(db, formats);
}

/**
 * Makes the newest format the active one: no process of an older version may write from now on, and none does. First
 * migrates what is older than the format before it.
 */
export async function finalize(db: Db, formats: Formats): Promise<FormatReport> {
  await migrate(db, formats);
  const { meta } = collectionsOf(db);
  await meta.updateOne({ _id: "format" }, { $max: { active: formats.newest } });
  formats.activate(formats.newest);
  return report(db, formats);
}

export async function report(db: Db, formats: Formats): Promise<FormatReport> {
  const { segments } = collectionsOf(db);
  const active = formats.active.number;
  const outdated = await segments.countDocuments({ format: { $lt: active } });
  return { active, newest: formats.newest, outdated };
}
