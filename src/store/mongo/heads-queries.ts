/**
 * The reads of dispatch: what waits in queues, by the index of heads. It holds one entry for each head and walks them in the
 * order of queues, and in a queue in that of offering, so that a segment comes at the place of its best one; sorting in the
 * database would go by another head of the segment.
 */
import type { Collection, Filter } from "mongodb";
import { headerSegmentId } from "../segment-id.js";
import type { WaitingHead } from "../segment-store.js";
import { HEADS_INDEX } from "./indexes.js";
import { type HeadDocument, headFromDocument, type SegmentDocument } from "./segment-document.js";

type Segments = Collection<SegmentDocument>;

interface HeadsRow {
  readonly _id: string;
  readonly flow_id: string;
  readonly heads: HeadDocument[];
}

/** So many segments are read at once of several queues, for each of them, and beside. */
const ROWS_EACH = 4;
const ROWS_MORE = 32;
/** Where a read of several has told of less than this part of them, much waits in each: they are read one by one. */
const WORTH_SHARING = 4;
/** Segments read at once to find the queues in which something waits: the more, the more queues are found in them. */
const QUEUE_ROWS_MIN = 16;
const QUEUE_ROWS_MAX = 512;
const QUEUE_ROWS_FACTOR = 4;
/** As the segments have so many heads in all, about: they are taken in at once. */
const HEADS_AT_ONCE = 2_000;

/** The best heads of a queue. */
export async function readHeads(
  segments: Segments,
  namespace: string,
  queue: string,
  limit: number,
): Promise<readonly WaitingHead[]> {
  const rows = await headsQuery(segments, namespace, queue, limit).toArray();
  const heads = inOrder(rows, queue);
  if (rows.length < limit) return heads.slice(0, limit);
  // Behind the last segment that was read there may be others that rank before the lesser heads of these.
  const last = inOrder(rows.slice(-1), queue)[0];
  return heads.filter((head) => last === undefined || compareRanks(head, last) <= 0).slice(0, limit);
}

/** As it is sent; a test explains it. */
export function headsQuery(segments: Segments, namespace: string, queue: string, limit: number) {
  return headsIn(segments, namespace, { queue }, limit);
}

/** The same of several queues at once, as far as little waits in them; by queue. */
export async function readHeadsOfEach(
  segments: Segments,
  namespace: string,
  limits: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, readonly WaitingHead[]>> {
  const found = new Map<string, readonly WaitingHead[]>();
  let left = [...limits.keys()].sort(inBytes);
  while (left.length > 1) {
    const rowLimit = ROWS_EACH * left.length + ROWS_MORE;
    const rows = await headsIn(segments, namespace, { queue: { $in: left } }, rowLimit).toArray();
    const told = rows.length < rowLimit ? left : beforeLast(left, rows);
    const heads = byQueue(rows);
    for (const queue of told) found.set(queue, (heads.get(queue) ?? []).sort(byRank).slice(0, limits.get(queue)));
    const isWorthIt = told.length * WORTH_SHARING >= left.length;
    left = left.slice(told.length);
    if (!isWorthIt) break;
  }
  const alone = left.map(async (queue) => {
    found.set(queue, await readHeads(segments, namespace, queue, limits.get(queue) ?? 0));
  });
  await Promise.all(alone);
  return found;
}

/** Those of the queues, which are in the order of the index, behind whose last entry the last row was found. */
function beforeLast(queues: readonly string[], rows: readonly HeadsRow[]): readonly string[] {
  const asked = new Set(queues);
  const at = queuesOf(rows.at(-1), (queue) => asked.has(queue)).sort(inBytes)[0];
  return at === undefined ? [] : queues.slice(0, queues.indexOf(at));
}

/** The same for one flow: its segments are read. */
export async function readHeadsOf(
  segments: Segments,
  namespace: string,
  flowId: string,
  queue: string,
  limit: number,
): Promise<readonly WaitingHead[]> {
  const rows = await segments
    .find({ ...ofFlow(namespace, flowId), "heads.queue": queue })
    .project<HeadsRow>({ flow_id: 1, heads: 1 })
    .toArray();
  return inOrder(rows, queue).slice(0, limit);
}

/** Every segment of a flow: their ids begin with that of the first. */
function ofFlow(namespace: string, flowId: string): Filter<SegmentDocument> {
  const header = headerSegmentId(namespace, flowId);
  // "0" is the character after "/".
  return { $or: [{ _id: header }, { _id: { $gt: `${header}/`, $lt: `${header}0` } }] };
}

function inOrder(rows: readonly HeadsRow[], queue: string): WaitingHead[] {
  return (byQueue(rows).get(queue) ?? []).sort(byRank);
}

function byQueue(rows: readonly HeadsRow[]): Map<string, WaitingHead[]> {
  const found = new Map<string, WaitingHead[]>();
  for (const { _id, flow_id, heads } of rows) {
    for (const head of heads) {
      const waiting: WaitingHead = { ...headFromDocument(head), id: _id, flowId: flow_id };
      const list = found.get(head.queue);
      if (list === undefined) found.set(head.queue, [waiting]);
      else list.push(waiting);
    }
  }
  return found;
}

function byRank(a: WaitingHead, b: WaitingHead): number {
  return compareRanks(a, b) || (a.id < b.id ? -1 : 1);
}

function compareRanks(a: WaitingHead, b: WaitingHead): number {
  return b.priority - a.priority || a.time - b.time;
}

/**
 * The queues in which something waits, by name. Where much waits in each the index is asked for the next one, whatever waits
 * in the one before; where little does, for the queues of as many segments as pay.
 */
export async function readWaitingQueues(
  segments: Segments,
  namespace: string,
  limit: number,
  { prefix, after }: { readonly prefix: string; readonly after: string },
): Promise<readonly string[]> {
  const queues: string[] = [];
  let [last, rowLimit] = [inBytes(after, prefix) > 0 ? after : prefix, QUEUE_ROWS_MIN];
  while (queues.length < limit) {
    const rows = await nextQueuesQuery(segments, namespace, last, prefix, rowLimit).toArray();
    // A segment's heads in other queues may come before it, and behind all that begin so.
    const isNext = (queue: string) => queue.startsWith(prefix) && inBytes(queue, last) > 0;
    const furthest = queuesOf(rows.at(-1), isNext).sort(inBytes)[0];
    if (furthest === undefined) break;
    const isAll = rows.length < rowLimit;
    // Of those behind the last segment that was read not all are known.
    const found = new Set(rows.flatMap((row) => queuesOf(row, isNext)));
    const next = [...found].filter((queue) => isAll || inBytes(queue, furthest) <= 0).sort(inBytes);
    queues.push(...next);
    if (isAll) break;
    last = furthest;
    rowLimit = next.length > 1 ? moreRows(rows) : QUEUE_ROWS_MIN;
  }
  return queues.slice(0, limit);
}

/** How many segments to read after these. */
function moreRows(rows: readonly HeadsRow[]): number {
  const heads = rows.reduce((sum, row) => sum + row.heads.length, 0);
  const affordable = Math.floor((HEADS_AT_ONCE * rows.length) / Math.max(1, heads));
  return Math.max(QUEUE_ROWS_MIN, Math.min(rows.length * QUEUE_ROWS_FACTOR, QUEUE_ROWS_MAX, affordable));
}

/** Of those of its queues that are meant. */
function queuesOf(row: Pick<HeadsRow, "heads"> | undefined, isMeant: (queue: string) => boolean): string[] {
  return (row?.heads ?? []).map(({ queue }) => queue).filter(isMeant);
}

/** As it is sent; a test explains it. */
export function nextQueuesQuery(segments: Segments, namespace: string, last: string, prefix: string, limit: number) {
  return headsIn(
    segments,
    namespace,
    { queue: { $gt: last, ...(prefix !== "" && { $lt: behindAll(prefix) }) } },
    limit,
  );
}

function headsIn(segments: Segments, namespace: string, head: Filter<HeadDocument>, limit: number) {
  return segments
    .find({ namespace, heads: { $elemMatch: head } })
    .hint(HEADS_INDEX)
    .limit(limit)
    .batchSize(limit + 1)
    .project<HeadsRow>({ flow_id: 1, heads: 1 });
}

/** As the database orders text: by its bytes. */
function inBytes(a: string, b: string): number {
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return bytesRank(left) - bytesRank(right);
  }
  return a.length - b.length;
}

/** What lies beyond the first 65,536 characters is written in halves, whose codes are lower than those of some others. */
function bytesRank(code: number): number {
  return code >= 0xd800 && code <= 0xdfff ? code + 0x10000 : code;
}

/** The first text after all that begin so. */
function behindAll(prefix: string): string {
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
}
