/**
 * A segment as a document of the collection `segments`, in the format that this code writes.
 */
import type { Head } from "../../core/state/segment.js";
import type { SegmentCounts, SegmentRecord } from "../segment-record.js";
import { type EarlierDocument, earlierFromDocument, earlierToDocument } from "./earlier-document.js";
import { type FlowDocument, flowFromDocument, flowToDocument } from "./flow-document.js";
import { type LinksDocument, linksFromDocument, linksToDocument } from "./links-document.js";
import { type NestingDocument, nestingFromDocument, nestingToDocument } from "./nesting-document.js";
import { type NodeDocument, nodeFromDocument, nodeToDocument } from "./node-document.js";

export interface HeadDocument {
  queue: string;
  priority: number;
  time: Date;
}

export interface SegmentDocument {
  _id: string;
  /** The number of the format that the document is written in. */
  format: number;
  namespace: string;
  flow_id: string;
  incarnation: string;
  segment: number;
  version: number;
  commit: string;
  flow: FlowDocument;
  nodes: Record<string, NodeDocument>;
  /** Absent in a flow of one segment. */
  links?: LinksDocument;
  /** Only where flows are within each other. */
  nesting?: NestingDocument;
  /** Only of a run that has taken the place of another; no update touches it. */
  earlier?: EarlierDocument;
  /** Absent where nothing waits, so that the index holds only what does. */
  heads?: HeadDocument[];
  /** Absent where nothing is held. */
  holders?: string[];
  /** Absent where no permit is held. */
  lenders?: string[];
  wake_time?: Date;
  counts: SegmentCounts;
  writers: Record<string, number>;
  /** The version of the last commit that forgot writers; absent where none has. */
  forgotten?: number;
  /** The version of the last commit that signalled processes, then those; read from the change stream only. */
  signalled?: [version: number, ...processes: string[]];
}

export function segmentToDocument(record: SegmentRecord, format: number): SegmentDocument {
  const { address, heads, holders, wakeTime } = record;
  const document: SegmentDocument = {
    _id: record.id,
    format,
    namespace: address.namespace,
    flow_id: address.flowId,
    incarnation: address.incarnation,
    segment: address.segment,
    version: record.version,
    commit: record.commit,
    flow: flowToDocument(record.flow),
    nodes: Object.fromEntries([...record.nodes].map(([number, entry]) => [number, nodeToDocument(entry)])),
    counts: { ...record.counts },
    writers: { ...record.writers },
  };
  if (record.links !== undefined) document.links = linksToDocument(record.links);
  if (record.nesting !== undefined) document.nesting = nestingToDocument(record.nesting);
  if (record.earlier !== undefined) document.earlier = earlierToDocument(record.earlier);
  if (heads.length > 0) document.heads = heads.map(headToDocument);
  if (holders.length > 0) document.holders = [...holders];
  if (record.lenders !== undefined && record.lenders.length > 0) document.lenders = [...record.lenders];
  if (wakeTime !== undefined) document.wake_time = new Date(wakeTime);
  if (record.forgotten !== undefined) document.forgotten = record.forgotten;
  return document;
}

export function segmentFromDocument(document: SegmentDocument): SegmentRecord {
  const { wake_time, links, nesting, earlier, forgotten } = document;
  return {
    id: document._id,
    address: {
      namespace: document.namespace,
      flowId: document.flow_id,
      incarnation: document.incarnation,
      segment: document.segment,
    },
    version: document.version,
    commit: document.commit,
    flow: flowFromDocument(document.flow),
    nodes: new Map(Object.entries(document.nodes).map(([number, node]) => [Number(number), nodeFromDocument(node)])),
    ...(links !== undefined && { links: linksFromDocument(links) }),
    ...(nesting !== undefined && { nesting: nestingFromDocument(nesting) }),
    ...(earlier !== undefined && { earlier: earlierFromDocument(earlier) }),
    heads: (document.heads ?? []).map(headFromDocument),
    holders: document.holders ?? [],
    ...(document.lenders !== undefined && { lenders: document.lenders }),
    ...(wake_time !== undefined && { wakeTime: wake_time.getTime() }),
    counts: document.counts,
    writers: document.writers,
    ...(forgotten !== undefined && { forgotten }),
  };
}

export function headToDocument({ queue, priority, time }: Head): HeadDocument {
  return { queue, priority, time: new Date(time) };
}

export function headFromDocument({ queue, priority, time }: HeadDocument): Head {
  return { queue, priority, time: time.getTime() };
}
