/**
 * The reads of sweep and lists, each by its index.
 */

import type { Collection, Document, Filter } from "mongodb";
import { holdingSession } from "../../core/state/holders.js";
import { headerSegmentId, treeIdRange } from "../segment-id.js";
import type { DueSegment, FlowCursor, FlowFilter, HeldSegment } from "../segment-store.js";
import { ReadTooLong } from "../store-errors.js";
import { DUE_INDEX, HOLDERS_INDEX, LENDERS_INDEX } from "./indexes.js";
import { isTimeOver } from "./mongo-errors.js";
import type { SegmentDocument } from "./segment-document.js";

type Segments = Collection<SegmentDocument>;

/** Of one answer: as many as are unpacked in a moment. */
const IDS_AT_ONCE = 1_000;

export async function readDue(
  segments: Segments,
  time: number,
  limit: number,
  except: readonly string[],
): Promise<readonly DueSegment[]> {
  const rows = await dueQuery(segments, time, limit, except).toArray();
  return rows.map(({ _id, wake_time }) => ({ id: _id, wakeTime: wake_time.getTime() }));
}

/** As it is sent; a test explains it. */
export function dueQuery(segments: Segments, time: number, limit: number, except: readonly string[]) {
  return segments
    .find({ wake_time: { $lte: new Date(time) }, ...ofNone(except) })
    .hint(DUE_INDEX)
    .sort({ wake_time: 1 })
    .limit(limit)
    .project<{ _id: string; wake_time: Date }>({ wake_time: 1 });
}

/** Of no namespace among these. */
export function ofNone(except: readonly string[]) {
  return except.length === 0 ? {} : { namespace: { $nin: [...except] } };
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

/** The segments in which permits of any of these lenders are held, and of which. */
export async function readLentBy(
  segments: Segments,
  namespace: string,
  lenders: readonly string[],
): Promise<readonly { readonly _id: string; readonly lenders: readonly string[] }[]> {
  return segments
    .find({ namespace, lenders: { $in: [...lenders] } })
    .hint(LENDERS_INDEX)
    .project<{ _id: string; lenders: readonly string[] }>({ lenders: 1 })
    .toArray();
}

/**
 * The ids of the segments of a namespace in which something is held, as it is sent; a test explains it. One walk of what is held
 * in all of them: an index by namespace would cost every claim an entry more.
 */
export function heldInQuery(segments: Segments, namespace: string) {
  return segments
    .find({ namespace, holders: { $gt: "" } }, { batchSize: IDS_AT_ONCE })
    .hint(HOLDERS_INDEX)
    .project<{ _id: string }>({ _id: 1 });
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
  "forgotten",
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

/**
 * The documents of flows, newest first, without their nodes. States, names and labels are in no index, which each insert
 * would pay for: where few flows match, all are looked at.
 */
export async function listFlows(
  segments: Segments,
  filter: FlowFilter,
  after: FlowCursor | undefined,
  limit: number,
  withinMs?: number,
): Promise<Document[]> {
  const query = segments
    .find({ $and: [flowsMatching(filter), ...(after === undefined ? [] : [flowsAfter(after)])] })
    .sort({ "flow.create_time": -1, flow_id: 1 })
    .limit(limit)
    .project({ nodes: 0, links: 0 });
  if (withinMs === undefined) return query.toArray();
  try {
    return await query.maxTimeMS(Math.max(1, Math.floor(withinMs))).toArray();
  } catch (error) {
    if (isTimeOver(error)) throw new ReadTooLong(`the flows were not found within ${withinMs} ms`, { cause: error });
    throw error;
  }
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
