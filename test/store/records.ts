// Segments, updates and entries for the tests of stores: what a case is about is given, the rest is plausible.
import type { FlowHeader } from "../../src/core/state/flow-header.js";
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import { segmentId } from "../../src/store/segment-id.js";
import type { SegmentRecord, SegmentUpdate } from "../../src/store/segment-record.js";

export const START = 1_700_000_000_000;

export function flowHeader(given: Partial<FlowHeader> = {}): FlowHeader {
  return {
    name: "nightly",
    definitionDigest: "d".repeat(64),
    rules: 1,
    state: "RUNNING",
    version: 1,
    createTime: START,
    startTime: START,
    updateTime: START,
    labels: {},
    priority: 0,
    runDigest: "r".repeat(43),
    requests: [],
    ...given,
  };
}

export function readyEntry(given: Partial<NodeEntry> = {}): NodeEntry {
  return { state: "READY", version: 1, attempt: 0, tries: 0, losses: 0, readyTime: START, ...given };
}

export interface GivenSegment extends Partial<Omit<SegmentRecord, "id" | "address">> {
  readonly segment?: number;
  readonly incarnation?: string;
}

/** A segment at version 1, committed by the process "starter". */
export function segmentRecord(namespace: string, flowId: string, given: GivenSegment = {}): SegmentRecord {
  const { segment = 0, incarnation = "i1", ...rest } = given;
  const address = { namespace, flowId, incarnation, segment };
  return {
    id: segmentId(address),
    address,
    version: 1,
    commit: "starter:1",
    flow: flowHeader(),
    nodes: new Map([[0, readyEntry()]]),
    heads: [],
    holders: [],
    counts: { READY: 1 },
    writers: { starter: 1 },
    ...rest,
  };
}

/** The next update of a segment as it was read. */
export function updateOf(
  record: SegmentRecord,
  process: string,
  round: number,
  given: Partial<Omit<SegmentUpdate, "guard" | "process" | "round">> = {},
): SegmentUpdate {
  const { id, version, commit } = record;
  return { guard: { id, version, commit }, process, round, nodes: new Map(), counts: record.counts, ...given };
}
