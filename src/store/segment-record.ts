/**
 * A segment as a store keeps it, and the one way it changes: a guarded update.
 */
import type { EarlierRuns } from "../core/state/earlier-runs.js";
import type { Nesting } from "../core/state/family.js";
import type { FlowHeader } from "../core/state/flow-header.js";
import type { Links } from "../core/state/message.js";
import type { NodeEntry } from "../core/state/node-entry.js";
import type { Head, SegmentAddress } from "../core/state/segment.js";
import type { TaskState } from "../core/state/states.js";

export type SegmentCounts = Readonly<Partial<Record<TaskState, number>>>;

export interface SegmentRecord {
  readonly id: string;
  readonly address: SegmentAddress;
  readonly version: number;
  /** "<process>:<round>", never repeated: the guard beside the version. */
  readonly commit: string;
  readonly flow: FlowHeader;
  readonly nodes: ReadonlyMap<number, NodeEntry>;
  /** Only in a flow of more than one segment. */
  readonly links?: Links;
  /** Only where flows are within each other. */
  readonly nesting?: Nesting;
  /** Only of a run that has taken the place of another; no update changes it. */
  readonly earlier?: EarlierRuns;
  /** What waits unclaimed; indexed. */
  readonly heads: readonly Head[];
  /** "<session>@<epoch>" of the sessions that hold tasks here; indexed. */
  readonly holders: readonly string[];
  /** Who has lent permits that are held here; indexed. Absent = nobody. */
  readonly lenders?: readonly string[];
  /** A lower bound of the earliest timer; indexed where it is there. */
  readonly wakeTime?: number;
  readonly counts: SegmentCounts;
  /** The last round of each process that wrote here. */
  readonly writers: Readonly<Record<string, number>>;
  /** The version that the last commit made that forgot writers; absent = none has. */
  readonly forgotten?: number;
}

/** What a guarded update matches: exactly this state of exactly this run of the flow. */
export interface SegmentGuard {
  readonly id: string;
  readonly version: number;
  readonly commit: string;
  /** It matches no more from this moment of the store's clock on. */
  readonly notAfter?: number;
}

/**
 * Sets what is named and leaves the rest; the version becomes `guard.version + 1`, the commit `<process>:<round>`,
 * and `writers.<process>` the round.
 */
export interface SegmentUpdate {
  readonly guard: SegmentGuard;
  readonly process: string;
  readonly round: number;
  readonly flow?: FlowHeader;
  /** The header's update time, where nothing else of the header changes. */
  readonly updateTime?: number;
  /** Whole entries, by node number. */
  readonly nodes: ReadonlyMap<number, NodeEntry>;
  /** The numbers of entries that are there no more; of none of `nodes`. */
  readonly gone?: readonly number[];
  readonly links?: LinksChange;
  readonly nesting?: Nesting;
  readonly heads?: readonly Head[];
  readonly holders?: readonly string[];
  readonly lenders?: readonly string[];
  /** null = no timer any more. */
  readonly wakeTime?: number | null;
  readonly counts: SegmentCounts;
  /** The processes whose sessions must hear of this commit: claims of theirs ended or are to be cancelled. */
  readonly signalled?: readonly string[];
  /** Writers that are dead and may be forgotten; where there are any, `forgotten` becomes the version. */
  readonly forgetWriters?: readonly string[];
}

/** How a segment's exchange has gone on: a store may write what differs only. */
export interface LinksChange {
  /** As it is stored. */
  readonly from: Links;
  readonly to: Links;
}

export function commitName(process: string, round: number): string {
  return `${process}:${round}`;
}
