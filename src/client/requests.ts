/**
 * What the client's calls take and give, as plain values. Names, defaults and errors are those of the contract; a
 * `requestId` that is not given is generated.
 */
import type { FlowSpec as FlowSpecMessage } from "#gen/lazyengine/v1/flow_spec_pb.js";
import type { Limits } from "#gen/lazyengine/v1/limits_pb.js";
import type { Decision } from "./decision.js";
import type { FailureInput } from "./failures.js";
import type { FlowSpec } from "./flow-spec.js";
import type { LazyEngineError } from "./lazy-engine-error.js";
import type { FlowSnapshot } from "./snapshot.js";
import type { DurationInput } from "./times.js";
import type {
  CancelRequested,
  Definition,
  Flow,
  FlowState,
  ReadyTask,
  Revoked,
  StateChange,
  TaskDetails,
  TaskRef,
  TaskState,
} from "./values.js";

export type * from "./control-requests.js";
export type * from "./run-definition.js";
export type * from "./schedule-requests.js";

export interface RunOptions {
  /** Default: derived from the requestId. */
  readonly flowId?: string;
  readonly requestId?: string;
  /** Any value: see Payload. */
  readonly input?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, or a Date. */
  readonly notBeforeTime?: number | Date;
  readonly priority?: number;
  /** Default: FAIL. */
  readonly conflictPolicy?: "FAIL" | "RETURN_EXISTING" | "REPLACE";
  /** With REPLACE: the flow that is there must be at this revision. */
  readonly expectedRevision?: string;
  /** How far the flow's tasks have come already. */
  readonly snapshot?: FlowSnapshot;
}

export interface RunResponse {
  readonly flow: Flow;
  readonly ready: readonly TaskRef[];
  readonly readyCount: number;
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
  readonly replayed: boolean;
  readonly warnings: readonly string[];
}

/** The attempt goes on as a flow of its own, whose end is its outcome; only where the task has `dynamicFlow`. */
export interface SpawnInput {
  /** One of the two. */
  readonly spec?: FlowSpec | FlowSpecMessage;
  readonly flowDigest?: string;
  /** Any value: see Payload. Absent or undefined = nothing. */
  readonly input?: unknown;
  /** Override those of the definition, key by key. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What became of a task: exactly one of the five. */
export type TaskOutcome =
  | { readonly result: unknown }
  | { readonly failure: FailureInput }
  | { readonly deferred: { readonly timeout?: DurationInput; readonly heartbeatTimeout?: DurationInput } }
  | { readonly cancelled: { readonly message?: string } }
  | { readonly spawn: SpawnInput };

export type TaskCompletion = {
  readonly flowId: string;
  readonly taskId: string;
  readonly requestId?: string;
  readonly attempt?: number;
  readonly claimToken?: string;
  /** MINIMAL leaves `ready` and `changes` empty. Default: FULL alone, MINIMAL in a batch. */
  readonly responseDetail?: "MINIMAL" | "FULL";
  /** Alone as the answer to an item of kind EVALUATE; or beside a result or a failure. */
  readonly decision?: Decision;
  /** Kept with the task's instance for its next items. Any value: see Payload. */
  readonly memo?: unknown;
} & (TaskOutcome | { readonly decision: Decision });

export interface TaskCompleteResponse {
  readonly task: TaskDetails;
  readonly ready: readonly TaskRef[];
  readonly flow: Flow;
  readonly replayed: boolean;
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
}

/** An answer of its own for each item of a batch: the value, or the error that this item alone would have given. */
export type ItemResult<Value> = { readonly value: Value } | { readonly error: LazyEngineError };

export interface TaskClaim {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
}

export interface ProgressReport {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken?: string;
  /** 0..1 */
  readonly fraction?: number;
  readonly details?: unknown;
  /** Puts a deferred task into PAUSED, or back. */
  readonly paused?: boolean;
}

export interface DetailsOptions {
  /** Default: SUMMARY, the flow alone. */
  readonly view?: "SUMMARY" | "TASKS" | "FULL";
  readonly states?: readonly TaskState[];
  readonly taskIds?: readonly string[];
  /** Only the tasks whose results this one reads. */
  readonly dependenciesOf?: string;
  readonly taskIdPrefix?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
  /** Wait until the flow has reached it, at most until the call's deadline. */
  readonly minRevision?: string;
}

export interface FlowDetails {
  readonly flow: Flow;
  readonly tasks: readonly TaskDetails[];
  /** Empty = this was the last page. */
  readonly nextPageToken: string;
}

export interface ListFlowsOptions {
  readonly states?: readonly FlowState[];
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly createdAfter?: number | Date;
  readonly createdBefore?: number | Date;
  /** Only this flow, one at the top, and those within it. */
  readonly rootFlowId?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface WatchFlowOptions {
  /** Every flow of the namespace where absent. */
  readonly flowId?: string;
  readonly sinceRevision?: string;
  /** Default: SUMMARY, flows without tasks. */
  readonly view?: "SUMMARY" | "TASKS" | "FULL";
}

/**
 * `update`: the flow and the latest state of the tasks that changed. `current`: what was there when the watch began has
 * been given. `deleted`: the flow is gone.
 */
export type FlowEvent =
  | { readonly kind: "update"; readonly revision: string; readonly flow: Flow; readonly tasks: readonly TaskDetails[] }
  | { readonly kind: "current"; readonly revision: string }
  | { readonly kind: "deleted"; readonly revision: string; readonly flowId: string };

export interface SessionOptions {
  readonly queues: readonly string[];
  readonly workerId?: string;
  readonly sessionId?: string;
  /** Only tasks of this flow. */
  readonly flowId?: string;
  /** Default: 30 s. */
  readonly leaseDuration?: DurationInput;
  /** The kinds of work items that it wants. Default: all. */
  readonly kinds?: readonly ("EXECUTE" | "REVERT" | "EVALUATE")[];
}

export interface WatchReadyTasksOptions extends SessionOptions {
  /** Default: CLAIM. */
  readonly mode?: "CLAIM" | "OBSERVE";
  readonly maxInFlight?: number;
}

/** What a session is told, in order. */
export type SessionEvent =
  | {
      readonly kind: "opened";
      readonly sessionId: string;
      readonly resumed: boolean;
      readonly maxInFlight: number;
      readonly leaseMs: number;
    }
  | { readonly kind: "ready_tasks"; readonly tasks: readonly ReadyTask[] }
  | ({ readonly kind: "revoked" } & Revoked)
  | ({ readonly kind: "cancel_requested" } & CancelRequested)
  | { readonly kind: "draining"; readonly reconnectAfterMs: number }
  | { readonly kind: "idle"; readonly backlog: number };

export interface PollReadyTasksOptions extends SessionOptions {
  readonly maxTasks?: number;
  /** How long to wait where nothing is ready. Default: not at all. */
  readonly wait?: DurationInput;
  /** First what the session holds already. */
  readonly includeHeld?: boolean;
}

export interface PolledTasks {
  readonly sessionId: string;
  readonly tasks: readonly ReadyTask[];
  readonly backlog: number;
}

export interface KeptSession {
  readonly leaseMs: number;
  readonly expireTime?: number;
  readonly cancelRequested: readonly CancelRequested[];
  readonly lost: readonly Revoked[];
  /** What became of each report: undefined, or its error. */
  readonly errors: readonly (LazyEngineError | undefined)[];
}

export interface PutDefinition {
  readonly digest: string;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

export interface ListDefinitionsOptions {
  readonly name?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface StoredDefinition {
  readonly definition: Definition;
  /** As it was accepted: can be run or put again. Absent where it has more tasks than one message may bring. */
  readonly spec?: FlowSpecMessage;
}

export interface ImportedDefinition {
  /** Names it: what `run` takes. */
  readonly digest: string;
  /** Its content was not stored before. */
  readonly created: boolean;
  readonly warnings: readonly string[];
  readonly taskCount: number;
}

export interface ServerInfo {
  readonly version: string;
  readonly capabilities: readonly string[];
  readonly limits: Limits | undefined;
  readonly store: string;
  readonly storedFormat: number;
  readonly serverTime?: number;
  readonly clockOffsetMs?: number;
  readonly processId: string;
}
