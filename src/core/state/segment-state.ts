/**
 * What a segment is called, what is stored of it, and how what waits in it is found.
 */
import type { EarlierRuns } from "./earlier-runs.js";
import type { Nesting } from "./family.js";
import type { FlowHeader } from "./flow-header.js";
import type { Links } from "./message.js";
import type { NodeEntry } from "./node-entry.js";

/** Which segment of which run of which flow. */
export interface SegmentAddress {
  readonly namespace: string;
  readonly flowId: string;
  /** Unique to one run of the id: a flow that is deleted and run again has another. */
  readonly incarnation: string;
  /** 0 is the flow's header segment. */
  readonly segment: number;
}

/** What is stored of a segment's content. */
export interface SegmentState {
  readonly flow: FlowHeader;
  readonly nodes: ReadonlyMap<number, NodeEntry>;
  /** Only in a flow of more than one segment. */
  readonly links?: Links;
  /** Only where flows are within each other. */
  readonly nesting?: Nesting;
  /** Only of a run that has taken the place of another. */
  readonly earlier?: EarlierRuns;
}

/** The best that waits, unclaimed, in a segment for one queue and priority. */
export interface Head {
  readonly queue: string;
  readonly priority: number;
  /** The start of the root flow: older flows go first. */
  readonly time: number;
}
