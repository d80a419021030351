/**
 * The port for segments: reads, guarded writes, and the index reads of dispatch and sweep. Every read sees what was
 * acknowledged before it began (majority, from the primary); every write is acknowledged by a majority, journalled.
 * Any call may throw `StoreUnavailable`; after a write that means the outcome is unknown.
 */

import type { Head } from "../core/state/segment.js";
import type { FlowState } from "../core/state/states.js";
import type { SegmentCounts, SegmentGuard, SegmentRecord, SegmentUpdate } from "./segment-record.js";

/** A definite error of the store about one write of a batch: it will never land as it is. */
export interface RejectedWrite {
  readonly index: number;
  readonly message: string;
}

/** `matched` = how many updates found their guard; which ones, it does not say. */
export interface UpdateResult {
  readonly matched: number;
  readonly rejected: readonly RejectedWrite[];
}

export interface WriterState {
  readonly id: string;
  readonly incarnation: string;
  readonly version: number;
  /** As in the record. */
  readonly forgotten?: number;
  /** The last round of the asked process that landed here. */
  readonly round?: number;
}

export interface WaitingHead extends Head {
  readonly id: string;
  readonly flowId: string;
}

export interface DueSegment {
  readonly id: string;
  readonly wakeTime: number;
}

export interface HeldSegment {
  readonly id: string;
  readonly version: number;
  readonly commit: string;
  readonly namespace: string;
  readonly holders: readonly string[];
}

/** One run of a flow. */
export interface FlowRun {
  readonly namespace: string;
  readonly flowId: string;
  readonly incarnation: string;
}

export interface PartedRun extends FlowRun {
  /** Of its segment 1. */
  readonly id: string;
}

/** A flow within another, and the run that it is within. */
export interface NestedRun {
  /** Of its header. */
  readonly id: string;
  readonly within: FlowRun;
}

export interface FlowFilter {
  readonly namespace: string;
  readonly states?: readonly FlowState[];
  readonly names?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** At this moment or later. */
  readonly createdAfter?: number;
  /** Before this moment. */
  readonly createdBefore?: number;
  /** Only this flow, one at the top, and those within it. */
  readonly rootFlowId?: string;
}

/** A place in the list of flows: newest first, then by flow id. */
export interface FlowCursor {
  readonly createTime: number;
  readonly flowId: string;
}

/** What of a flow its retention is judged by. */
export interface OldFlow extends FlowCursor {
  readonly state: FlowState;
  readonly endTime?: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface SegmentVersion {
  readonly id: string;
  readonly incarnation: string;
  readonly version: number;
}

/** What changed where, with the position to resume after it. */
export interface FollowedChange {
  readonly position: string;
  readonly id: string;
  /** The version that the change made; absent where the segment was deleted. */
  readonly version?: number;
}

/** What has changed in a namespace. The store may have to look through all that happened since, whoever it was of. */
export interface HistoryQuery {
  readonly namespace: string;
  /** A position. */
  readonly after: string;
  /** Another one, up to which the history is wanted. */
  readonly until: string;
  /** Changes at most. */
  readonly limit: number;
}

export interface HistoryPart {
  /** In their order; some may repeat, none is left out. */
  readonly changes: readonly FollowedChange[];
  /** All up to here are among them: behind `until`, unless the limit was met before. */
  readonly position: string;
}

export interface SegmentStore {
  /** Inserts each on its own: true = landed, false = that id exists. Throws `WriteRejected` where one can never land. */
  insert(records: readonly SegmentRecord[]): Promise<readonly boolean[]>;
  /** In the order asked; undefined = there is none. */
  read(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]>;
  /**
   * As `read`, and each was the latest at some moment since the call began, also where the primary has been cut off and
   * another one has taken its place. A majority is waited for.
   */
  readLatest(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]>;
  /** As `read`, without their nodes and links: how flows stand. */
  headers(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]>;
  /** A segment with no more than these of its nodes, perhaps none, and without its links; undefined = there is none. */
  readNodes(id: string, nodes: readonly number[]): Promise<SegmentRecord | undefined>;
  /** Each lands where its guard matches, independent of the others. */
  update(updates: readonly SegmentUpdate[]): Promise<UpdateResult>;
  /** Whether a process's last write landed, without reading whole segments; a segment that is gone is left out. */
  writers(ids: readonly string[], process: string): Promise<readonly WriterState[]>;
  /**
   * Another run takes the place of this one, whole, with its own version and commit: true = landed; false = the guard missed.
   * Throws `WriteRejected` where it can never land.
   */
  replace(guard: SegmentGuard, record: SegmentRecord): Promise<boolean>;
  /** True = deleted; false = the guard missed. */
  delete(guard: SegmentGuard): Promise<boolean>;
  /** Deletes the segments of a run beyond the first, that with number 1 last. */
  deleteParts(run: FlowRun): Promise<void>;
  /** Runs that have a segment 1 and are at least `ageMs` old by the store's clock, by its id after `after`, in pages. */
  partedRuns(ageMs: number, after: string | undefined, limit: number): Promise<readonly PartedRun[]>;

  /** The best heads of a queue in the order of offering; only those of one flow where it is named. */
  heads(namespace: string, queue: string, limit: number, flowId?: string): Promise<readonly WaitingHead[]>;
  /** The queues in which something waits, by name, at most so many: those whose names begin so and go on, behind `after`. */
  waitingQueues(namespace: string, limit: number, prefix?: string, after?: string): Promise<readonly string[]>;
  /** Segments whose wake time is at or before `time`, earliest first, of no namespace among these. */
  due(time: number, limit: number, except?: readonly string[]): Promise<readonly DueSegment[]>;
  /** The segments in which a session holds tasks, at whatever epoch. */
  heldBy(namespace: string, session: string): Promise<readonly HeldSegment[]>;
  /** Segments in which any of these sessions holds tasks, at whatever epoch: at most so many, perhaps fewer. */
  heldByAny(namespace: string, sessions: readonly string[], limit: number): Promise<readonly HeldSegment[]>;
  /** The segments in which permits of this lender are held. */
  lentBy(namespace: string, lender: string): Promise<readonly SegmentRecord[]>;
  /** The ids of all segments of a namespace with holders, in no order. */
  heldIn(namespace: string): Promise<readonly string[]>;
  /** All segments with holders, by id, in pages: those after `after`. */
  held(after: string | undefined, limit: number): Promise<readonly HeldSegment[]>;
  /**
   * Flows, newest first, without their nodes (`nodes` is empty). Throws ReadTooLong where the store has looked for them for so
   * many milliseconds and has not found them: it stops then.
   */
  list(
    filter: FlowFilter,
    after: FlowCursor | undefined,
    limit: number,
    withinMs?: number,
  ): Promise<readonly SegmentRecord[]>;
  /** Flows created before `before`, the oldest first, then by flow id downwards; those after a place in that order. */
  oldest(namespace: string, before: number, after: FlowCursor | undefined, limit: number): Promise<readonly OldFlow[]>;
  /** The flows within the one of this id, at any depth, by their header's id, in pages, without their nodes. */
  within(
    namespace: string,
    rootFlowId: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly SegmentRecord[]>;
  /** Flows that are within so many others, of all namespaces, by their header's id after `after`, in pages. */
  nestedRuns(depth: number, after: string | undefined, limit: number): Promise<readonly NestedRun[]>;
  versions(ids: readonly string[]): Promise<readonly SegmentVersion[]>;
  /** How many tasks each of these segments has in each state; one that is gone is left out. */
  counts(ids: readonly string[]): Promise<ReadonlyMap<string, SegmentCounts>>;

  /** The position of now, for `history`. */
  position(): Promise<string>;
  /** Whether one position lies behind the other. */
  isLater(position: string, than: string): boolean;
  /** Throws `PositionLost` where history no longer reaches back to `after`. */
  history(query: HistoryQuery): Promise<HistoryPart>;
}
