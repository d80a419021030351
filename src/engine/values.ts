/**
 * The plain values that the engine takes and gives: the same shapes and names as the messages of the calls, in camel
 * case. Times are milliseconds since the epoch, durations milliseconds, enums the values' names without their prefix.
 */
import type { Failure } from "../core/state/failure.js";
import type { AttemptEnd } from "../core/state/node-entry.js";
import type { Payload } from "../core/state/payload.js";
import type { SkipReason } from "../core/state/skip-reason.js";
import type { FlowState, Intent, TaskState } from "../core/state/states.js";

export type {
  Dependency,
  Edge,
  EdgeOutcome,
  EdgeTarget,
  Evaluate,
  FlowDefinition,
  FlowSettings,
  ForEach,
  Join,
  JoinKind,
  Repeat,
  RetryPolicy,
  TaskDefinition,
  Timeouts,
} from "../core/definition/definition.js";
export type { ScopeDefinition } from "../core/definition/scope-definition.js";
export type { Failure } from "../core/state/failure.js";
export type { AttemptEnd } from "../core/state/node-entry.js";
export type { Payload } from "../core/state/payload.js";
export type { FlowState, Intent, TaskState } from "../core/state/states.js";

/** When an adapter is asked to decide. */
export type Phase = "START" | "END" | "FAILURE" | "OUTPUT";

/** What an executor is asked to do with a task. */
export type WorkKind = "EXECUTE" | "REVERT" | "EVALUATE";

/** One time that a scope ran. */
export interface ScopeAttempt {
  /** What its controller resulted in. */
  readonly value?: Payload;
  /** By the name of the task, or of the controller of an inner scope that was given up. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** The controller's own. */
  readonly own?: Failure;
}

export interface TaskCount {
  readonly state: TaskState;
  readonly count: number;
}

export interface Flow {
  readonly flowId: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: FlowState;
  /** Opaque position of this state of the flow. */
  readonly revision: string;
  /** For people: grows with every change. */
  readonly version: number;
  readonly createTime: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly updateTime: number;
  readonly notBeforeTime?: number;
  readonly deadline?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  /** Only where the call says so: GetFlowDetails FULL and Run. */
  readonly input?: Payload;
  readonly definitionDigest: string;
  readonly counts: readonly TaskCount[];
  readonly countsAsOf: number;
  readonly failure?: Failure;
  /** As the input: what was decided that it results in. */
  readonly output?: Payload;
  /** As the input: what decisions have put there. Absent = nothing. */
  readonly globals?: Readonly<Record<string, Payload>>;
  /** The task that it is the work of; absent for a root flow. */
  readonly parent?: FlowParent;
  /** The flow at the top of its tree: its own id for a root flow. */
  readonly rootFlowId: string;
}

/** The task of another flow that a flow is the work of. */
export interface FlowParent {
  readonly flowId: string;
  readonly taskId: string;
  /** The task's attempt that the flow is. */
  readonly attempt: number;
}

/** A task that became ready. */
export interface TaskRef {
  readonly flowId: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  /** How often it has been claimed: not 0 where it was handed over in the same commit. */
  readonly attempt?: number;
  /** The flow's included. */
  readonly priority?: number;
}

/** A change of a task's state, or, where `taskId` is empty, of the flow's. */
export interface StateChange {
  readonly flowId: string;
  readonly taskId: string;
  readonly task?: {
    readonly from: TaskState;
    readonly to: TaskState;
    readonly attempt: number;
    readonly tries: number;
    readonly intent: Intent;
  };
  /** `from` is absent where the flow was created by the call. */
  readonly flow?: { readonly from?: FlowState; readonly to: FlowState };
  readonly time: number;
  /** One word where the states do not say why: UPSTREAM, STOPPED, ENDED, DECIDED, TIMEOUT, LEASE_LOST, RELEASED, RETRY, DEFERRED, EVALUATE, FLOW. */
  readonly reason?: string;
  /** The reason given by the caller of a control call, or the failure's message. For people. */
  readonly message?: string;
}

export interface Progress {
  readonly fraction: number;
  readonly details?: Payload;
  readonly updateTime: number;
}

export interface TaskAttempt {
  readonly attempt: number;
  readonly tries: number;
  readonly workerId: string;
  readonly sessionId: string;
  readonly readyTime: number;
  readonly claimTime?: number;
  readonly endTime?: number;
  /** Absent for the attempt under way. */
  readonly end?: AttemptEnd;
  /** SHA-256 of its outcome, base64url: what repeats are compared by. Absent where it had none. */
  readonly outcomeDigest?: string;
  readonly failure?: Failure;
  readonly kind: "EXECUTE" | "REVERT";
  /** The flow that it was. */
  readonly childFlowId?: string;
}

/** An edge that led to the run of a task. */
export interface TaskCause {
  /** The task that it led from. */
  readonly taskId: string;
  /** Its index among the edges of that task. */
  readonly edge: number;
  /** What it hands on; only with a ready task, and where it was not left out. */
  readonly context?: Payload;
}

/** An edge that fired when its task ended. */
export interface FiredEdge {
  /** Its index among the edges of the task. */
  readonly edge: number;
  /** "" = none. */
  readonly message: string;
}

export interface TaskDetails {
  readonly taskId: string;
  /** Of an item of a list: which one it is, from 0. */
  readonly itemIndex?: number;
  /** Of an item of a list: what it is. */
  readonly item?: Payload;
  /** Of a task that runs for each item of a list, once it has begun: how many there are. */
  readonly itemCount?: number;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly state: TaskState;
  readonly intent: Intent;
  readonly attempt: number;
  readonly tries: number;
  /** When a DELAYED task becomes ready or its outcome counts. */
  readonly nextAttemptTime?: number;
  /** The earliest timeout that is running. */
  readonly deadline?: number;
  readonly workerId: string;
  readonly sessionId: string;
  readonly deferred: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly input?: Payload;
  readonly readyTime?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly result?: Payload;
  readonly failure?: Failure;
  readonly skipReason?: SkipReason;
  /** What kind of work item of it is open; absent = none. */
  readonly kind?: WorkKind;
  /** It waits for a decision: what is asked. */
  readonly phase?: Phase;
  /** What its revert resulted in. */
  readonly revertResult?: Payload;
  readonly revertFailure?: Failure;
  /** Of a controller, each time that its scope has run so far. */
  readonly scopeHistory?: readonly ScopeAttempt[];
  /** Of `attempts` and `scopeHistory` some details, causes and values were left out. */
  readonly failuresTruncated: boolean;
  /** What a snapshot that its flow began with says of it beside all this. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What its latest item has left for the next. */
  readonly memo?: Payload;
  /** What was decided for it to hand on. */
  readonly context?: Payload;
  /** Of a task that repeats: which round it is in, or was its last; 0 = none yet. */
  readonly round?: number;
  /** The tasks that edges lead from to it. */
  readonly dependsOn: readonly string[];
  readonly causes: readonly TaskCause[];
  readonly fired: readonly FiredEdge[];
  readonly attempts: readonly TaskAttempt[];
  /** The flow that its latest attempt is, or was. */
  readonly childFlowId?: string;
  readonly progress?: Progress;
}

export interface ReadyTask {
  readonly flowId: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly attempt: number;
  readonly tries: number;
  /** "" where the session only observes. */
  readonly claimToken: string;
  readonly input?: Payload;
  /** Of an item of a list: what it is, and which one, from 0. */
  readonly item?: Payload;
  readonly itemIndex?: number;
  readonly flowInput?: Payload;
  readonly dependencyResults: Readonly<Record<string, Payload>>;
  readonly resultsTruncated: boolean;
  readonly priority: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly readyTime: number;
  /** The earliest timeout of this attempt. */
  readonly deadline?: number;
  /** Progress is to be reported more often than this. */
  readonly heartbeatTimeoutMs?: number;
  /** The W3C `traceparent` that came with Run. */
  readonly traceContext?: string;
  readonly kind: WorkKind;
  /** With kind EVALUATE: what is to be decided. */
  readonly phase?: Phase;
  /** SKIP with phase END: a caller skips the task, and it is decided which of its edges fire. Else EXECUTE. */
  readonly intent: Intent;
  /** With phase END: the outcome that is to be decided about; absent for a no-op. With kind REVERT: what is to be undone. */
  readonly own?:
    | { readonly kind: "result"; readonly result: Payload }
    | { readonly kind: "failure"; readonly failure: Failure };
  readonly causes: readonly TaskCause[];
  /** Contexts were left out of `causes`. */
  readonly contextsTruncated: boolean;
  /** What the item before of this instance has left. */
  readonly memo?: Payload;
  /** Where it asks for them. */
  readonly globals?: Readonly<Record<string, Payload>>;
  /** With kind REVERT, by task_id, and with phase FAILURE, by name. */
  readonly failures?: Readonly<Record<string, Failure>>;
  /** Of a task that controls a scope. */
  readonly history?: readonly ScopeAttempt[];
  /** Of `failures` and `history` some details, causes and values were left out. */
  readonly failuresTruncated: boolean;
}
