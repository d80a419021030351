/**
 * What state keeps of a flow as a whole, in its segment 0. Immutable, replaced whole.
 */

import type { StoredFailure, TimedFailure } from "./failure.js";
import type { ParentLink } from "./nesting.js";
import type { StoredPayload } from "./payload.js";
import type { NamedFailure } from "./reversal.js";
import type { FlowState, TaskState } from "./states.js";

/** A control command that was recorded, so that its repeat is recognised. */
export interface RequestRecord {
  readonly rpc: string;
  readonly requestId: string;
  /** Of the request's content: a repeat with another digest is refused. */
  readonly digest: string;
}

/** The flow is being cancelled: by a caller, or by its own timeout. */
export interface Cancellation {
  readonly reason: string;
  /** When what is still claimed is cancelled. */
  readonly deadline: number;
  /** True where the flow's timeout asked for it: then it ends FAILED. */
  readonly timeout: boolean;
}

/** An edge suspended the flow: what was fired before is still offered, what fires from then on waits for resume. */
export interface Pause {
  readonly message: string;
  /** The entries that have ended since, each with the first of its edges that is not drawn yet. */
  readonly backlog: readonly (readonly [number: number, edge: number])[];
  /** A caller has suspended the flow as well: nothing is offered. */
  readonly silent?: true;
}

/** The flow was ended, and waits for what is decided about its output: nothing leads on any more. */
export interface Ending {
  readonly state: "SUCCEEDED" | "FAILED";
  readonly failure?: StoredFailure;
}

/** A failure about which CUSTOM controllers are still to be asked. */
export interface OpenFailure {
  /** The task that failed. */
  readonly node: number;
  /** The place of the scope whose controller is asked next, or is asked now. */
  readonly scope: number;
  /** The innermost scope whose controller has given up. */
  readonly givenUp?: number;
}

/** What of the flow is undone or tried again, and why. */
export interface Reversion {
  /** All of it is undone. */
  readonly whole?: true;
  /** The tasks by whose failures, in their order; without those that have been reset since. */
  readonly failed: readonly number[];
  /** They are asked about one at a time: the first is under way. */
  readonly open: readonly OpenFailure[];
}

/** What segment 0 of a large flow knows of the others, by their reports. */
export interface OtherSegments {
  readonly count: number;
  /** How many have settled. */
  readonly settled: number;
  /** How many rest by the order of this epoch, the settled ones not counted. */
  readonly resting: number;
  /** Their tasks by state, as of their latest reports. */
  readonly counts: Readonly<Partial<Record<TaskState, number>>>;
  /** The first failure among those that have settled. */
  readonly failure?: TimedFailure;
}

export interface FlowHeader {
  readonly name: string;
  readonly definitionDigest: string;
  /** The core's behaviour that this flow was started under. */
  readonly rules: number;
  readonly state: FlowState;
  /** The segment's version at the last change of this header. */
  readonly version: number;
  readonly createTime: number;
  readonly startTime?: number;
  readonly endTime?: number;
  /** When anything of the flow last changed, its tasks included. */
  readonly updateTime: number;
  readonly notBeforeTime?: number;
  /** When the flow's timeout is due. */
  readonly deadline?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly input?: StoredPayload;
  readonly failure?: StoredFailure;
  readonly cancellation?: Cancellation;
  readonly pause?: Pause;
  readonly ending?: Ending;
  /** What decisions have put there. */
  readonly globals?: Readonly<Record<string, StoredPayload>>;
  readonly output?: StoredPayload;
  /** Of a flow that is the work of another one's task. */
  readonly parent?: ParentLink;
  /** A task failed and the failure mode is STOP, or a revert failed: nothing new starts. */
  readonly stopping?: true;
  /** Absent = nothing was ever to be undone. */
  readonly reversion?: Reversion;
  /** The failures, without their bodies, of tasks that it began with and that its definition does not have. */
  readonly gone?: readonly NamedFailure[];
  /** The W3C `traceparent` that came with the run. */
  readonly traceContext?: string;
  /** The request that ran the flow: its request_id, and the digest of what it asked for. */
  readonly runRequestId?: string;
  readonly runDigest: string;
  /** In a large flow: of the last order that segment 0 gave, or that this segment has followed. 0 = none yet. */
  readonly epoch?: number;
  /** In a large flow: the epoch of the latest order by which it went on after tasks of it had ended. */
  readonly reopened?: number;
  /** In segment 0 of a large flow. */
  readonly others?: OtherSegments;
  /** The newest 64 control requests. */
  readonly requests: readonly RequestRecord[];
}

export const KEPT_REQUESTS = 64;
