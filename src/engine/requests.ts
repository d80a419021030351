/**
 * What the engine's calls take and give. Names, defaults and errors are those of the calls of the contract.
 */

import type { FlowDefinition, FlowSettings, ItemRetry, TaskDefinition } from "../core/definition/definition.js";
import type { Failure } from "../core/state/failure.js";
import type { Payload } from "../core/state/payload.js";
import type { FlowState, TaskState } from "../core/state/states.js";
import type { TaskDecision } from "../core/state/task-decision.js";
import type { AttemptEnd, Flow, StateChange, TaskDetails, TaskRef, WorkKind } from "./values.js";

export interface FlowKey {
  /** "default" where absent or empty. */
  readonly namespace?: string;
  readonly flowId: string;
}

/** What is decided about a task, or about the flow's output. `end.state` is absent with phase OUTPUT only. */
export type Decision = TaskDecision<Payload>;

export type TaskOutcome =
  | { readonly kind: "result"; readonly result: Payload }
  | { readonly kind: "failure"; readonly failure: Failure }
  | { readonly kind: "cancelled"; readonly message: string }
  | { readonly kind: "deferred"; readonly timeoutMs?: number; readonly heartbeatTimeoutMs?: number };

/** The attempt goes on as a flow of its own, whose end is its outcome; only for a task with `dynamicFlow`. */
export interface Spawn {
  readonly kind: "spawn";
  readonly definition:
    | { readonly kind: "spec"; readonly spec: FlowDefinition }
    | { readonly kind: "digest"; readonly digest: string };
  readonly input?: Payload;
  /** Override those of the definition, key by key. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface TaskCompleteRequest extends FlowKey {
  /** Of the task; "#0" for what was asked about the flow itself. */
  readonly taskId: string;
  readonly requestId?: string;
  readonly attempt?: number;
  readonly claimToken?: string;
  /** Absent only beside a decision, as the answer to an item of kind EVALUATE. */
  readonly outcome?: TaskOutcome | Spawn;
  readonly decision?: Decision;
  /** Kept with the task's instance for its next items. */
  readonly memo?: Payload;
  /** FULL where absent. MINIMAL leaves `ready` and `changes` empty. */
  readonly responseDetail?: "MINIMAL" | "FULL";
}

export interface TaskCompleteResponse {
  readonly task: TaskDetails;
  readonly ready: readonly TaskRef[];
  readonly flow: Flow;
  readonly replayed: boolean;
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
}

export interface ControlRequest extends FlowKey {
  readonly requestId?: string;
  readonly reason?: string;
  readonly expectedRevision?: string;
}

export interface ResumeFlowRequest extends ControlRequest {
  /** In place of the flow's. */
  readonly input?: Payload;
}

export interface CancelFlowRequest extends ControlRequest {
  /** 30 s where absent. */
  readonly graceMs?: number;
}

export interface EndFlowRequest extends ControlRequest {
  readonly state: "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** Of the failure, or why it is cancelled. */
  readonly message?: string;
  readonly output?: Payload;
  /** LEAVE where absent. */
  readonly inFlight?: "LEAVE" | "CANCEL";
}

export interface RetryFlowRequest extends ControlRequest {
  /** All that failed where empty or absent; with `reset` all tasks. */
  readonly tasks?: readonly string[];
  /** They begin anew, and all that lies behind them. */
  readonly reset?: boolean;
  /** In place of the flow's. */
  readonly input?: Payload;
  /** Which items of lists are run again, not with `reset`. Absent = as their tasks say. */
  readonly items?: ItemRetry;
}

export interface SkipTaskRequest extends ControlRequest {
  readonly taskId: string;
}

export interface ControlResponse {
  readonly flow: Flow;
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
  readonly replayed: boolean;
}

export interface DeleteFlowRequest extends ControlRequest {
  /** A flow that is not there counts as deleted. */
  readonly allowMissing?: boolean;
}

export interface DeleteFlowResponse {
  /** The flow as it was; absent where it was not there. */
  readonly flow?: Flow;
}

export interface GetFlowDetailsRequest extends FlowKey {
  /** SUMMARY where absent. */
  readonly view?: "SUMMARY" | "TASKS" | "FULL";
  readonly states?: readonly TaskState[];
  readonly taskIds?: readonly string[];
  /** Only the tasks that this task depends on. */
  readonly dependenciesOf?: string;
  readonly taskIdPrefix?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
  /** Wait until the flow has reached it. */
  readonly minRevision?: string;
}

export interface GetFlowDetailsResponse {
  readonly flow: Flow;
  readonly tasks: readonly TaskDetails[];
  readonly nextPageToken: string;
}

export interface ListFlowsRequest {
  readonly namespace?: string;
  readonly states?: readonly FlowState[];
  readonly names?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  /** Only this flow, one at the top, and those within it. */
  readonly rootFlowId?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface ListFlowsResponse {
  readonly flows: readonly Flow[];
  readonly nextPageToken: string;
}

export interface WatchFlowRequest {
  readonly namespace?: string;
  /** Every flow of the namespace where absent or empty. */
  readonly flowId?: string;
  readonly sinceRevision?: string;
  /** SUMMARY where absent: flows without tasks. */
  readonly view?: "SUMMARY" | "TASKS" | "FULL";
}

/**
 * `update`: the flow and the latest state of the tasks that changed. `current`: what was there when the watch began has
 * been sent. `deleted`: the flow is gone. A watch of one flow ends after the update in which the flow has ended.
 */
export type WatchFlowFrame =
  | { readonly kind: "update"; readonly revision: string; readonly flow: Flow; readonly tasks: readonly TaskDetails[] }
  | { readonly kind: "current"; readonly revision: string }
  | { readonly kind: "deleted"; readonly revision: string; readonly flowId: string };

export interface ClaimRef {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
}

export interface ReleaseTasksRequest {
  readonly namespace?: string;
  readonly claims: readonly ClaimRef[];
  /** The tasks are offered again no earlier than this. */
  readonly delayMs?: number;
}

export interface ProgressItem {
  readonly flowId: string;
  readonly taskId: string;
  /** Absent for a deferred task that its outsider reports on. */
  readonly claimToken?: string;
  /** 0..1 */
  readonly fraction?: number;
  readonly details?: Payload;
  readonly paused?: boolean;
}

export interface ReportProgressRequest {
  readonly namespace?: string;
  readonly items: readonly ProgressItem[];
}

export interface KeepSessionRequest {
  readonly namespace?: string;
  readonly sessionId: string;
  readonly progress?: readonly ProgressItem[];
  /** What the executor believes to hold: those it no longer holds come back as lost. */
  readonly claims?: readonly ClaimRef[];
}

export interface KeepSessionResponse {
  readonly leaseMs: number;
  /** When the session ends if nothing more is heard from it. */
  readonly expireTime: number;
  readonly cancelRequested: readonly CancelRequested[];
  /** Of the claims named in `progress` and `claims`, those that are over. */
  readonly lost: readonly Revoked[];
  /** What became of each item of `progress`, in their order. */
  readonly progress: readonly ItemResult<ProgressItem>[];
}

export interface CancelRequested extends ClaimRef {
  readonly reason: string;
  readonly deadline: number;
}

export interface Revoked extends ClaimRef {
  readonly reason: AttemptEnd;
}

export interface SessionRequest {
  readonly namespace?: string;
  readonly queues: readonly string[];
  /** The kinds of work items that it wants; all where absent or empty. */
  readonly kinds?: readonly WorkKind[];
  readonly workerId?: string;
  /** Generated where absent. */
  readonly sessionId?: string;
  /** CLAIM where absent. */
  readonly mode?: "CLAIM" | "OBSERVE";
  readonly maxInFlight?: number;
  readonly leaseMs?: number;
  /** Only tasks of this flow. */
  readonly flowId?: string;
}

/** What a session holds has no bound beside that of each answer. */
export interface PollReadyTasksRequest extends Omit<SessionRequest, "maxInFlight"> {
  /** Beside what the session holds already, but for what `includeHeld` hands out. 0 = the default of a page. */
  readonly maxTasks: number;
  /** How long to wait for the first task. */
  readonly waitMs?: number;
  /** First hand out again what the session holds, with the same tokens. */
  readonly includeHeld?: boolean;
}

/** An answer of its own for each item of a batch: the value, or the error that this item alone would have given. */
export type ItemResult<Value> = { readonly value: Value } | { readonly error: Error };

export interface ImportDefinitionRequest {
  readonly namespace?: string;
  /** All but the tasks. */
  readonly settings: FlowSettings;
  /** The tasks in definition order, at most 20,000 at a time; ended by its caller. */
  readonly tasks: AsyncIterable<readonly TaskDefinition[]>;
  /** For how many milliseconds so far the tasks were kept waiting by whoever hands them on, and not by the caller; absent = 0. */
  readonly heldBackMs?: () => number;
}

export interface PutDefinitionRequest {
  readonly namespace?: string;
  readonly spec: FlowDefinition;
}
