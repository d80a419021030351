/**
 * What waits in queues and what sessions hold, read by the store's indexes: never by going through flows. It is bounded: of
 * more than it reads, it says that there is more.
 */
import type { Segment } from "../../core/state/segment.js";
import type { WaitingHead } from "../../store/segment-store.js";
import type { SessionRecord } from "../../store/session-store.js";
import { WorkingCopy } from "../commit/working-copy.js";
import type { Machinery } from "../machinery.js";
import { queueWaits } from "./queue-waits.js";
import { WorkTally } from "./work-tally.js";

/** Of both kinds: those in which something waits, shared among the queues, and those in which something is held. */
const SEGMENTS = 200;
/** What the store answers at once is taken in at once: while that is done nothing else is. */
const QUEUES_AT_ONCE = 16;
const SEGMENTS_AT_ONCE = 10;

export interface WorkRead {
  readonly tally: WorkTally;
  /** There is more than was read. */
  readonly more: boolean;
}

/** `queues`: as they are stored, those of items beside tasks included. */
export async function readWork(
  machinery: Machinery,
  namespace: string,
  queues: readonly string[],
  live: readonly SessionRecord[],
): Promise<WorkRead> {
  const { segments } = machinery.store;
  const names = live.map(({ session }) => session);
  const held = await segments.heldByAny(namespace, names, SEGMENTS);
  const waiting = await headsOfEach(machinery, namespace, queues, SEGMENTS);
  const tally = new WorkTally(live);
  await eachSegment(machinery, namespace, [...held, ...waiting.heads], (segment) => tally.add(segment));
  tally.addConnected(queueWaits(machinery, namespace));
  return { tally, more: held.length === SEGMENTS || waiting.more };
}

/** What waits in several queues, as they are stored: so many segments in all, and one of each at least. */
export async function headsOfEach(
  { store }: Machinery,
  namespace: string,
  queues: readonly string[],
  limit: number,
): Promise<{ readonly heads: readonly WaitingHead[]; readonly more: boolean }> {
  const each = Math.max(1, Math.floor(limit / Math.max(1, queues.length)));
  const found: (readonly WaitingHead[])[] = [];
  for (let from = 0; from < queues.length; from += QUEUES_AT_ONCE) {
    const some = queues.slice(from, from + QUEUES_AT_ONCE);
    found.push(...(await Promise.all(some.map((queue) => store.segments.heads(namespace, queue, each)))));
  }
  return { heads: found.flat(), more: found.some((heads) => heads.length === each) };
}

/** Works on each of the segments as they are stored; one that is gone meanwhile is left out. */
export async function eachSegment(
  { store, definitions, slices }: Machinery,
  namespace: string,
  segments: readonly { readonly id: string }[],
  work: (segment: Segment) => void,
): Promise<void> {
  const ids = [...new Set(segments.map(({ id }) => id))];
  for (let from = 0; from < ids.length; from += SEGMENTS_AT_ONCE) {
    const read = await store.segments.read(ids.slice(from, from + SEGMENTS_AT_ONCE));
    const records = read.filter((record) => record !== undefined);
    // Each may be of a definition that is not at hand.
    const needed = records.map(({ address, flow }) =>
      definitions.load(address.namespace, flow.definitionDigest, address.segment),
    );
    const parts = (await Promise.all(needed)).entries();
    await slices.each(namespace, [...parts], ([index, part]) => {
      const record = records[index];
      if (record !== undefined) work(WorkingCopy.of(record, part).segment);
    });
  }
}
