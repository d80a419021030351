/**
 * Commands: what can happen to a segment. Everything that changes a flow after its start is one of these.
 */
import type { NodeAddress } from "./definition/compiled-definition.js";
import type { ItemRetry } from "./definition/definition.js";
import type { Standing } from "./state/child-flow.js";
import type { Message } from "./state/message.js";
import type { ParentLink } from "./state/nesting.js";
import type { Decided, Deferral, Outcome, Spawn } from "./state/outcome.js";
import type { StoredPayload } from "./state/payload.js";
import type { Segment } from "./state/segment.js";
import type { FlowEnding, TaskDecision } from "./state/task-decision.js";

/** A point in a flow's life, as callers name it by a revision. */
export interface Position {
  readonly incarnation: string;
  readonly version: number;
  /** Whose version it is; absent = segment 0's. */
  readonly segment?: number;
}

/** Records what became of an attempt: the order of decisions is described in `commands/complete.ts`. */
export interface Complete {
  readonly kind: "complete";
  readonly taskId: string;
  readonly attempt?: number;
  readonly token?: string;
  readonly outcome: Outcome | Deferral | Decided | Spawn;
  /** Alone for an item of kind EVALUATE; or beside a result or a failure. */
  readonly decision?: TaskDecision;
  /** Kept for the next items of the task's instance. */
  readonly memo?: StoredPayload;
  readonly requestId?: string;
}

/** Who claims: a session at an epoch, and the process that delivers to it. */
export interface Claimant {
  readonly session: string;
  readonly epoch: number;
  /** Absent for a session without a stream. */
  readonly owner?: string;
  readonly worker: string;
}

/** Claims up to `limit` ready tasks of the queues for a session, in the order of offering. */
export interface ClaimTasks {
  readonly kind: "claim";
  readonly claimant: Claimant;
  readonly queues: readonly string[];
  readonly limit: number;
  /** Nothing that ranks after this is taken; absent = anything. */
  readonly notAfter?: Rank;
  /**
   * Asked as each decision begins: whether the ready task of this node has room beside those that were taken before it.
   * Nothing is taken after one that has none. Absent = any has.
   */
  readonly room?: () => (segment: Segment, node: number) => boolean;
}

/** Priority first (higher goes first), then the start of the root flow (earlier goes first). */
export interface Rank {
  readonly priority: number;
  readonly time: number;
}

/** Gives a claimed task back without counting a try. */
export interface ReleaseTask {
  readonly kind: "release";
  readonly taskId: string;
  readonly token: string;
  /** It is offered again no earlier than this; milliseconds. */
  readonly delayMs: number;
}

/** Takes back what sessions hold whose lease is over. */
export interface LoseLease {
  readonly kind: "lose";
  /** "<session>@<epoch>" */
  readonly holders: readonly string[];
}

/** Records progress of a running task, which is also its heartbeat. */
export interface ReportProgress {
  readonly kind: "report";
  readonly taskId: string;
  /** Absent for a deferred task that its outsider reports on. */
  readonly token?: string;
  readonly fraction?: number;
  readonly details?: StoredPayload;
  /** Only for a deferred task. */
  readonly paused?: boolean;
}

/** Does what the timers that are due ask for. */
export interface FireTimers {
  readonly kind: "fire";
}

/** What another segment of the same flow has to tell, in its order. */
export interface DeliverMessages {
  readonly kind: "deliver";
  readonly from: number;
  /** Of the sender's run: another run of the id has no use for them. */
  readonly incarnation: string;
  readonly messages: readonly Message[];
}

interface Control {
  readonly requestId?: string;
  /** Of the request's content, to tell a repeat from another request under the same id. */
  readonly requestDigest: string;
  readonly expected?: Position;
  readonly reason: string;
}

export interface SuspendFlow extends Control {
  readonly kind: "suspend";
}

export interface ResumeFlow extends Control {
  readonly kind: "resume";
  /** In place of the flow's. */
  readonly input?: StoredPayload;
}

export interface CancelFlow extends Control {
  readonly kind: "cancel";
  /** How long holders may still bring an outcome; milliseconds. */
  readonly graceMs: number;
}

/** Undoes all that the flow has done. */
export interface RevertFlow extends Control {
  readonly kind: "revert";
}

/** An order of the flow that this one is the work of. */
export interface FollowParent {
  readonly kind: "follow_parent";
  /** Of the run that it is meant for. */
  readonly incarnation: string;
  readonly from: Pick<ParentLink, "incarnation" | "segment" | "number" | "attempt">;
  /** Its number: higher ones are newer. */
  readonly order: number;
  readonly standing: Standing;
}

/** What the flow that an attempt is has to tell. */
export interface HearChild {
  readonly kind: "hear_child";
  /** Of the run that it is meant for. */
  readonly incarnation: string;
  readonly number: number;
  readonly attempt: number;
  /** `order`: the number of the latest that it follows; absent where it could not be made, or is not there. */
  readonly report:
    | { readonly kind: "ended"; readonly outcome: Outcome; readonly order?: number }
    | { readonly kind: "rests"; readonly order: number };
}

/** The flow that an attempt was has ended and is to go on: the task is to be as if it had not. */
export interface ReopenChild {
  readonly kind: "reopen_child";
  /** Of the run that it is meant for. */
  readonly incarnation: string;
  readonly number: number;
  readonly attempt: number;
  /** The number of the latest order that it follows. */
  readonly follows: number;
  /** Where this flow has ended within another one, too. */
  readonly consent?: Consent;
}

/** Segment 0 of a large flow: it goes on, since the flow does that a task in another segment was. */
export interface ReopenForChild {
  readonly kind: "reopen_for_child";
  readonly incarnation: string;
  readonly child: NodeAddress & { readonly attempt: number };
  /** Where this flow has ended within another one, too. */
  readonly consent?: Consent;
}

/** What the flow above says to one that has ended and is to go on: it does so by the order of this number. */
export interface Consent {
  readonly order: number;
  readonly standing: Standing;
}

/** Ends the flow as a decision does. */
export interface EndFlow extends Control {
  readonly kind: "end";
  readonly ending: FlowEnding & Required<Pick<FlowEnding, "state">>;
}

/** Runs tasks again that failed; an ended flow goes on. */
export interface RetryFlow extends Control {
  readonly kind: "retry";
  /** Their ids; absent = all that failed, or with `reset` all tasks. */
  readonly tasks?: readonly string[];
  /** Where they are, in a flow of several segments. */
  readonly places?: readonly NodeAddress[];
  /** They begin anew, and all that lies behind them with them, whatever became of it. */
  readonly reset: boolean;
  /** In place of the flow's. */
  readonly input?: StoredPayload;
  /** Of lists; absent = as their tasks say. */
  readonly items?: ItemRetry;
  /** Where the flow has ended within another one. */
  readonly consent?: Consent;
}

/** A task that has not succeeded is not to run; an ended flow goes on. */
export interface SkipTask extends Control {
  readonly kind: "skip";
  readonly taskId: string;
  /** Where it is, in a flow of several segments. */
  readonly place?: NodeAddress;
  /** In such a flow: it has been found SKIPPED. */
  readonly standing?: true;
  /** Where the flow has ended within another one. */
  readonly consent?: Consent;
}

export type ControlCommand = SuspendFlow | ResumeFlow | CancelFlow | RevertFlow | EndFlow | RetryFlow | SkipTask;

export type Command =
  | Complete
  | ClaimTasks
  | ReleaseTask
  | LoseLease
  | ReportProgress
  | FireTimers
  | DeliverMessages
  | FollowParent
  | HearChild
  | ReopenChild
  | ReopenForChild
  | ControlCommand;
