/**
 * The reads of dispatch, sweep and lists, each by its index.
 */

import type { Collection, Document, Filter } from "mongodb";
import { holdingSession } from "../../core/state/holders.js";
import { headerSegmentId, treeIdRange } from "../segment-id.js";
import type { DueSegment, FlowCursor, FlowFilter, HeldSegment, WaitingHead } from "../segment-store.js";
import { HEADS_INDEX, HOLDERS_INDEX, LENDERS_INDEX } from "./indexes.js";
import { type HeadDocument, headFromDocument, type SegmentDocument } from "./segment-document.js";

type Segments = Collection<SegmentDocument>;

interface HeadsRow {
  readonly _id: string;
  readonly flow_id: string;
  readonly heads: HeadDocument[];
}

/**
 * The best heads of a queue. The index holds one entry for each head and walks them in the order of offering, so that
 * a segment comes at the place of its best one; sorting in the database would go by another head of the segment.
 */
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
  return segments
    .find({ namespace, heads: { $elemMatch: { queue } } })
    .hint(HEADS_INDEX)
    .limit(limit)
    .batchSize(limit + 1)
    .project<HeadsRow>({ flow_id: 1, heads: 1 });
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
  return rows
    .flatMap(({ _id, flow_id, heads }) =>
      heads
        .filter((head) => head.queue === queue)
        .map((head) => ({ ...headFromDocument(head), id: _id, flowId: flow_id })),
    )
    .sort((a, b) => compareRanks(a, b) || (a.id < b.id ? -1 : 1));
}

function compareRanks(a: WaitingHead, b: WaitingHead): number {
  return b.priority - a.priority || a.time - b.time;
}

/** The queues in which something waits, by name: the index is asked for the next one, whatever waits in the one before. */
export async function readWaitingQueues(
  segments: Segments,
  namespace: string,
  limit: number,
  { prefix, after }: { readonly prefix: string; readonly after: string },
): Promise<readonly string[]> {
  const queues: string[] = [];
  for (let last = inBytes(after, prefix) > 0 ? after : prefix; queues.length < limit; ) {
    const [row] = await nextQueueQuery(segments, namespace, last, prefix).toArray();
    const waiting = row?.heads.map(({ queue }) => queue) ?? [];
    // Its heads in other queues may come before it, and behind all that begin so.
    const later = waiting.filter((queue) => queue.startsWith(prefix) && inBytes(queue, last) > 0);
    const [next] = later.sort(inBytes);
    if (next === undefined) break;
    queues.push(next);
    last = next;
  }
  return queues;
}

/** As the database orders text. */
function inBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The first text after all that begin so. */
function behindAll(prefix: string): string {
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
}

/** As it is sent; a test explains it. */
export function nextQueueQuery(segments: Segments, namespace: string, last: string, prefix = "") {
  const bounds = { $gt: last, ...(prefix !== "" && { $lt: behindAll(prefix) }) };
  return segments
    .find({ namespace, heads: { $elemMatch: { queue: bounds } } })
    .hint(HEADS_INDEX)
    .limit(1)
    .project<HeadsRow>({ heads: 1 });
}

export async function readDue(segments: Segments, time: number, limit: number): Promise<readonly DueSegment[]> {
  const rows = await segments
    .find({ wake_time: { $lte: new Date(time) } })
    .sort({ wake_time: 1 })
    .limit(limit)
    .project<{ _id: string; wake_time: Date }>({ wake_time: 1 })
    .toArray();
  return rows.map(({ _id, wake_time }) => ({ id: _id, wakeTime: wake_time.getTime() }));
}

/** The documents of the segments in which a session holds tasks, at whatever epoch. */
export async function readHeldBy(
  segments: Segments,
  namespace: string,
  session: string,
): Promise<readonly HeldSegment[]> {
  // "A" is the character after "@".
  const holders = { $elemMatch: { $gte: `${session}@`, $lt: `${session}A` } };
  const rows = await segments.find({ namespace, holders }).hint(HOLDERS_INDEX).project<HeldRow>(HELD_FIELDS).toArray();
  // Another session's name may go on after an "@" of its own.
  return rows.filter((row) => row.holders.some((holder) => holdingSession(holder) === session)).map(heldSegment);
}

/** The same of any of several sessions. */
export async function readHeldByAny(
  segments: Segments,
  namespace: string,
  sessions: readonly string[],
  limit: number,
): Promise<readonly HeldSegment[]> {
  if (sessions.length === 0) return [];
  const rows = await heldByAnyQuery(segments, namespace, sessions, limit).toArray();
  const asked = new Set(sessions);
  return rows.filter((row) => row.holders.some((holder) => asked.has(holdingSession(holder)))).map(heldSegment);
}

/** As it is sent; a test explains it. */
export function heldByAnyQuery(segments: Segments, namespace: string, sessions: readonly string[], limit: number) {
  // An epoch begins with a digit; ":" is the character after "9".
  const holds = sessions.map((session) => ({
    namespace,
    holders: { $elemMatch: { $gte: `${session}@0`, $lt: `${session}@:` } },
  }));
  return segments.find({ $or: holds }).limit(limit).project<HeldRow>(HELD_FIELDS);
}

/** The ids of the segments in which permits of this lender are held. */
export async function readLentBy(segments: Segments, namespace: string, lender: string): Promise<readonly string[]> {
  const rows = await segments
    .find({ namespace, lenders: lender })
    .hint(LENDERS_INDEX)
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  return rows.map(({ _id }) => _id);
}

export async function readHeld(
  segments: Segments,
  after: string | undefined,
  limit: number,
): Promise<readonly HeldSegment[]> {
  const page = after === undefined ? {} : { _id: { $gt: after } };
  const rows = await segments
    .find({ holders: { $gt: "" }, ...page })
    .hint(HOLDERS_INDEX)
    .sort({ _id: 1 })
    .limit(limit)
    .project<HeldRow>(HELD_FIELDS)
    .toArray();
  return rows.map(heldSegment);
}

const HELD_FIELDS = { namespace: 1, holders: 1, version: 1, commit: 1 };

interface HeldRow {
  readonly _id: string;
  readonly namespace: string;
  readonly holders: readonly string[];
  readonly version: number;
  readonly commit: string;
}

function heldSegment({ _id, namespace, holders, version, commit }: HeldRow): HeldSegment {
  return { id: _id, namespace, holders, version, commit };
}

const OUTER_FIELDS = [
  "format",
  "namespace",
  "flow_id",
  "incarnation",
  "segment",
  "version",
  "commit",
  "flow",
  "counts",
  "writers",
  "nesting",
] as const;

const OUTER = Object.fromEntries(OUTER_FIELDS.map((field) => [field, 1]));

/** A segment's document with some of its nodes only. */
export function readDocumentNodes(segments: Segments, id: string, nodes: readonly number[]): Promise<Document | null> {
  const some = nodes.map((number) => [`nodes.${number}`, 1]);
  return segments.findOne({ _id: id }, { projection: { ...OUTER, ...Object.fromEntries(some) } });
}

/** Without their nodes. */
export function readHeaders(segments: Segments, ids: readonly string[]): Promise<Document[]> {
  return segments.find({ _id: { $in: [...ids] } }, { projection: OUTER, batchSize: ids.length + 1 }).toArray();
}

/** The headers of flows between these ids, without their nodes. */
export function readWithin(segments: Segments, from: string, to: string, limit: number): Promise<Document[]> {
  return segments
    .find({ _id: { $gt: from, $lt: to }, segment: 0 })
    .sort({ _id: 1 })
    .limit(limit)
    .project(OUTER)
    .toArray();
}

/** The documents of flows, newest first, without their nodes. */
export function listFlows(
  segments: Segments,
  filter: FlowFilter,
  after: FlowCursor | undefined,
  limit: number,
): Promise<Document[]> {
  return segments
    .find({ $and: [flowsMatching(filter), ...(after === undefined ? [] : [flowsAfter(after)])] })
    .sort({ "flow.create_time": -1, flow_id: 1 })
    .limit(limit)
    .project({ nodes: 0, links: 0 })
    .toArray();
}

/** The flow at the top and those within it: their ids have one beginning. */
function ofTree(namespace: string, rootFlowId: string): Filter<SegmentDocument> {
  const [from, to] = treeIdRange(namespace, rootFlowId);
  return { $or: [{ _id: headerSegmentId(namespace, rootFlowId) }, { _id: { $gt: from, $lt: to } }] };
}

function flowsMatching(filter: FlowFilter): Filter<SegmentDocument> {
  const { namespace, states, names, labels, createdAfter, createdBefore, rootFlowId } = filter;
  const wanted = Object.entries(labels ?? {});
  return {
    namespace,
    segment: 0,
    ...(rootFlowId !== undefined && ofTree(namespace, rootFlowId)),
    ...(states !== undefined && { "flow.state": { $in: [...states] } }),
    ...(names !== undefined && { "flow.name": { $in: [...names] } }),
    ...(wanted.length > 0 && {
      "flow.labels": { $all: wanted.map(([key, value]) => ({ $elemMatch: { key, value } })) },
    }),
    ...((createdAfter !== undefined || createdBefore !== undefined) && {
      "flow.create_time": {
        ...(createdAfter !== undefined && { $gte: new Date(createdAfter) }),
        ...(createdBefore !== undefined && { $lt: new Date(createdBefore) }),
      },
    }),
  };
}

function flowsAfter({ createTime, flowId }: FlowCursor): Filter<SegmentDocument> {
  const time = new Date(createTime);
  // The outer bound is what the index starts from.
  return {
    "flow.create_time": { $lte: time },
    $or: [{ "flow.create_time": { $lt: time } }, { flow_id: { $gt: flowId } }],
  };
}
