/**
 * Segments as they are stored, for those who only look at them.
 */
import type { Segment } from "../../core/state/segment.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { copyOf } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";

/** Each may take megabytes. */
const READ_AT_ONCE = 16;

/** What is stored under an id just now. */
export type StoredSegment = Pick<SegmentRecord, "id" | "version" | "commit">;

/**
 * Shows the segments as they are stored: from the cache what has just that, else read. A cached segment is looked at in
 * the very turn in which it is found to be what is stored, for the next decision on it shows what no commit has yet.
 */
export async function lookAtStored(
  machinery: Machinery,
  stored: readonly StoredSegment[],
  look: (id: string, segment: Segment) => void,
): Promise<void> {
  const unknown: StoredSegment[] = [];
  for (const row of stored) {
    const copy = machinery.committer.cache.peek(row.id);
    if (copy?.isStoredAs(row.version, row.commit) === true) look(row.id, copy.segment);
    else unknown.push(row);
  }
  for (let from = 0; from < unknown.length; from += READ_AT_ONCE) {
    for (const { id, segment } of await openStored(machinery, unknown.slice(from, from + READ_AT_ONCE))) {
      look(id, segment);
    }
  }
}

/** The segments, read; nobody else works on these copies. */
export async function openStored(
  machinery: Machinery,
  stored: readonly Pick<StoredSegment, "id">[],
): Promise<readonly { readonly id: string; readonly segment: Segment }[]> {
  if (stored.length === 0) return [];
  const records = await machinery.store.segments.read(stored.map(({ id }) => id));
  const present = records.filter((record) => record !== undefined);
  return Promise.all(present.map(async (record) => ({ id: record.id, segment: await openSegment(machinery, record) })));
}

export async function openSegment(machinery: Machinery, record: SegmentRecord): Promise<Segment> {
  return (await copyOf(machinery.definitions, record)).segment;
}
