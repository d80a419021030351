/**
 * What state keeps of one node of a flow. Entries are immutable and replaced whole; a node that nothing has happened
 * to has none and is PENDING. A further instance of a node has an entry of its own, with a number behind those of the
 * nodes.
 */
import type { ItemRetry, Phase } from "../definition/definition.js";
import type { StoredFailure } from "./failure.js";
import type { LongList } from "./item-blocks.js";
import type { ChildFlow } from "./nesting.js";
import type { Outcome } from "./outcome.js";
import type { StoredPayload } from "./payload.js";
import type { Reversal, ScopeHistory } from "./reversal.js";
import type { SkipReason } from "./skip-reason.js";
import type { TaskState } from "./states.js";
import type { Plan, TaskDecision } from "./task-decision.js";

/**
 * One session's right to finish one attempt. While the task is RUNNING and not deferred the claim is held, counts
 * against the session's credit and stands in the segment's holders. After a lost lease the task is READY again but
 * the claim stays, `lost`, and may still be completed until the next claim.
 */
export interface Claim {
  /** "<attempt>.<random>": the fence of this attempt. */
  readonly token: string;
  readonly session: string;
  readonly epoch: number;
  /** The process that owned the session when it claimed; absent for a session without a stream. A hint's address only. */
  readonly owner?: string;
  readonly worker: string;
  readonly claimTime: number;
  /** Who lent the permits that it was made under, where its queue has a limit or the task a key. */
  readonly lent?: readonly string[];
  readonly lost?: true;
}

/** Set while an outsider is to finish the attempt. */
export interface Deferred {
  readonly time: number;
  /** When the outsider's time is over. */
  readonly deadline?: number;
  readonly heartbeatTimeoutMs?: number;
  /** The request_id of the deferral. */
  readonly requestId?: string;
}

export type AttemptEnd = "SUCCEEDED" | "FAILED" | "CANCELLED" | "TIMEOUT" | "LEASE_LOST" | "RELEASED";

/** How an attempt ended, kept when the next one begins; the newest ten of them. */
export interface AttemptRecord {
  readonly attempt: number;
  /** `tries` of the node when this attempt had ended. */
  readonly tries: number;
  readonly token?: string;
  readonly worker?: string;
  readonly session?: string;
  readonly readyTime: number;
  readonly claimTime?: number;
  readonly endTime: number;
  readonly end: AttemptEnd;
  /** The digest of its outcome, where it had one. */
  readonly outcomeDigest?: string;
  readonly failure?: StoredFailure;
  /** The request_id of the completion that ended it; of a deferral where the flow was being cancelled. */
  readonly requestId?: string;
  /** It was to undo the task. */
  readonly revert?: true;
  /** It was a flow of its own. */
  readonly child?: true;
  /** The digest of the flow that its executor answered with. */
  readonly spawned?: string;
}

export interface Progress {
  /** 0..1 */
  readonly fraction: number;
  readonly details?: StoredPayload;
  readonly time: number;
}

/** An edge that fired: the entry of the task that it led from, and its index among that task's edges. */
export type EdgeCause = readonly [number: number, edge: number];

/** How a run of a task came to be, where that does not follow from the definition. */
export interface Origin {
  /** Of a further instance: its task's node, and which instance it is, from 2 on. */
  readonly node?: number;
  readonly instance?: number;
  /** What led to it: the edge of its trigger, or those by which its join was satisfied. */
  readonly causes?: readonly EdgeCause[];
  /** Of a join that may run again: entries from this number on did not exist when it was decided. */
  readonly seen?: number;
}

/**
 * What an item of kind EVALUATE is about. It has an entry of its own, numbered as further instances are, which is used
 * again for each phase; its state is READY, RUNNING, DELAYED (given back for a while), SUCCEEDED (answered) or CANCELLED.
 */
export interface ItemSubject {
  readonly phase: Phase;
  /** The task's node; absent = the flow itself. */
  readonly node?: number;
  /** The entry of a further instance; absent = the node's own. */
  readonly about?: number;
}

/** A task runs for each item of a list: each is an entry of its own, of a long list only while it is under way. */
export interface ItemList {
  readonly count: number;
  readonly long?: LongList;
  /** Which items a caller wants to be run again when its turn comes, in place of what the task says. */
  readonly again?: ItemRetry;
}

/** What is left of a long list that was taken back: where attempts and numbers go on. */
export interface ListFence {
  /** The highest of its items. */
  readonly attempt: number;
  /** The number behind the last of them. */
  readonly next: number;
}

/** An item of a task that runs for each: which one it is. */
export interface ListItem {
  /** The task's node. */
  readonly node: number;
  /** The entry of a further instance, and which instance that is; absent = the node's own. */
  readonly of?: number;
  readonly instance?: number;
  /** From 0. */
  readonly index: number;
  /** As it was planned; absent = as the definition has it. */
  readonly content?: StoredPayload;
}

/**
 * A task waits for a decision: DELAYED before it runs, RUNNING once an attempt is over; FAILED until it is known what its
 * scope's controller makes of that.
 */
export interface Evaluation {
  readonly phase: "START" | "END" | "FAILURE";
  /** How the attempt ended, where that was not by an outcome that was brought. */
  readonly end?: AttemptEnd;
  /** There is no other try, whatever is decided. */
  readonly final?: true;
  /** A caller skips it: the decision is about the edges that fire. */
  readonly skips?: true;
}

/** What a task that repeats has done before the round under way. */
export interface Rounds {
  readonly done: number;
  /** Of the newest ten of them, oldest first. */
  readonly results: readonly StoredPayload[];
}

/** The completion that a consequence goes back to; without a segment it is one of the same segment. */
export type Cause = readonly [node: number, attempt: number, segment?: number];

export interface NodeEntry {
  readonly state: TaskState;
  /** The segment's version at the last change. */
  readonly version: number;
  /** Claims so far: the fence. An outsider's completion of an unclaimed task counts as one. */
  readonly attempt: number;
  /** Failures and timeouts so far: what retry policies count. Lost leases and releases do not. */
  readonly tries: number;
  /** Leases lost so far. */
  readonly losses: number;
  /** The completion that made it ready first; absent for the first batch. */
  readonly readyBy?: Cause;
  /** When its dependencies held first: the origin of the total timeout. */
  readonly reachedTime?: number;
  /** When it last became READY. */
  readonly readyTime?: number;
  /** DELAYED until then. */
  readonly wakeTime?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly claim?: Claim;
  readonly deferred?: Deferred;
  /** The attempt goes on as a flow, or was one. */
  readonly child?: ChildFlow;
  /** The last progress report of the attempt under way, also its heartbeat. */
  readonly progress?: Progress;
  /** The outcome that waits for delay_after (the state is DELAYED) or for a decision (RUNNING). */
  readonly pending?: Outcome;
  /** What was decided beside an outcome that waits for delay_after. */
  readonly decision?: TaskDecision;
  readonly evaluation?: Evaluation;
  /** Of an item of kind EVALUATE. */
  readonly item?: ItemSubject;
  /** Of a task that runs for each item of a list, once that has begun. */
  readonly list?: ItemList;
  readonly fence?: ListFence;
  /** Of an item of such a task. */
  readonly each?: ListItem;
  /**
   * Of a task whose START is evaluated: whether that is decided. It is not between pages of a plan, nor by a FAIL. Absent in
   * what earlier builds wrote.
   */
  readonly startDecided?: boolean;
  /** How this instance runs, as was decided. */
  readonly plan?: Plan;
  /** What was decided to hand on. */
  readonly context?: StoredPayload;
  /** The entry whose context it was handed, and hands on where it has none of its own. */
  readonly contextOf?: number;
  /** What an item of it has left for the next. */
  readonly memo?: StoredPayload;
  /** What was computed for it to work on, in place of the definition's. */
  readonly input?: StoredPayload;
  /** Absent in the first round. */
  readonly rounds?: Rounds;
  /** The digest of the latest attempt's outcome, once it has one; and the request_id that brought it, or its end. */
  readonly outcomeDigest?: string;
  readonly requestId?: string;
  readonly result?: StoredPayload;
  readonly failure?: StoredFailure;
  readonly skipReason?: SkipReason;
  /** The flow's end cancelled it, though its latest attempt had an outcome. Without one nothing else can have. */
  readonly cutOff?: true;
  readonly origin?: Origin;
  /** The edges that fired when it ended, in their order, where that does not follow from how it ended. */
  readonly fired?: readonly number[];
  /** Of its edges, in the order in which they are drawn, only so many were: the flow had ended, or had stopped. */
  readonly drawn?: number;
  /** In place of the edges' own; "" = that one. */
  readonly firedMessages?: readonly string[];
  readonly history?: readonly AttemptRecord[];
  /** What a snapshot that the flow began with says of the task beside all this. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Absent = it is to be executed. */
  readonly reversal?: Reversal;
  /** Of a controller, once something of its scope has failed. */
  readonly scope?: ScopeHistory;
}
