/**
 * Reads of segments to decide on. A document in an older format than the active one is first written anew in that, as a
 * commit of its own, so that updates find the format that they write (rule U1).
 */
import { randomUUID } from "node:crypto";
import type { Collection, Document, Filter, ReadConcern } from "mongodb";
import type { SegmentRecord } from "../segment-record.js";
import type { WriterState } from "../segment-store.js";
import type { SegmentDocument } from "./segment-document.js";
import type { Formats } from "./segment-formats.js";
import { guardFilter, writerField } from "./segment-update.js";

const RENEWAL_TRIES = 5;

/** In the order asked; undefined = there is none. `readConcern` = another than that of the database. */
export async function readSegments(
  segments: Collection<SegmentDocument>,
  ids: readonly string[],
  formats: Formats,
  readConcern?: ReadConcern,
): Promise<(SegmentRecord | undefined)[]> {
  const [first] = ids;
  if (first === undefined) return [];
  // The query for a single id by itself is the cheapest that there is.
  const filter: Filter<SegmentDocument> = ids.length === 1 ? { _id: first } : { _id: { $in: [...ids] } };
  const options = { batchSize: ids.length + 1, ...(readConcern !== undefined && { readConcern }) };
  const documents = await segments.find(filter, options).toArray();
  const records = await currentRecords(segments, documents, formats);
  const byId = new Map(records.map((record) => [record.id, record]));
  return ids.map((id) => byId.get(id));
}

/** How the segments stand for one of their writers. */
export async function readWriters(
  segments: Collection<SegmentDocument>,
  ids: readonly string[],
  process: string,
): Promise<WriterState[]> {
  const projection = { incarnation: 1, version: 1, forgotten: 1, [writerField(process)]: 1 };
  const rows = await segments.find({ _id: { $in: [...ids] } }, { projection }).toArray();
  return rows.map(({ _id, incarnation, version, forgotten, writers }) => {
    const round = writers?.[process];
    return {
      id: _id,
      incarnation,
      version,
      ...(forgotten !== undefined && { forgotten }),
      ...(round !== undefined && { round }),
    };
  });
}

/** The records of documents just read; one that has gone since is left out. */
export async function currentRecords(
  segments: Collection<SegmentDocument>,
  documents: readonly Document[],
  formats: Formats,
): Promise<SegmentRecord[]> {
  const records: SegmentRecord[] = [];
  for (const document of documents) {
    const record = formats.read(document);
    const current = formats.isOutdated(document) ? await renewed(segments, document, formats) : record;
    if (current !== undefined) records.push(current);
  }
  return records;
}

/** Writes the document anew in the active format; where another commit is in the way, that is read and tried again. */
async function renewed(
  segments: Collection<SegmentDocument>,
  document: Document,
  formats: Formats,
): Promise<SegmentRecord | undefined> {
  let current: Document = document;
  for (let tries = 0; tries < RENEWAL_TRIES && formats.isOutdated(current); tries += 1) {
    const old = formats.read(current);
    const record = { ...old, version: old.version + 1, commit: `migration:${randomUUID()}` };
    const guard = guardFilter(old, current["format"]);
    const answer = await segments.replaceOne(guard, formats.active.toDocument(record) as SegmentDocument);
    if (answer.matchedCount === 1) return record;
    const next = await segments.findOne({ _id: old.id });
    if (next === null) return undefined;
    current = next;
  }
  return formats.read(current);
}
