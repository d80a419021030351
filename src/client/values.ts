/**
 * The plain values that the client gives: the messages of the contract in camel case, with times as milliseconds since
 * the epoch, durations as milliseconds, enums as the names of their values, and payloads as what they hold: the value
 * where it travelled as JSON, else a Payload, undefined where there is none.
 */

import type {
  FlowState as FlowStateEnum,
  Intent as IntentEnum,
  TaskState as TaskStateEnum,
} from "#gen/lazyengine/v1/states_pb.js";
import type { AttemptEnd as AttemptEndEnum } from "#gen/lazyengine/v1/task_pb.js";
import type { WorkKind as WorkKindEnum } from "#gen/lazyengine/v1/work_kind_pb.js";

/** The names of an enum's values. UNSPECIFIED also stands for values that this version of the client does not know. */
type Names<Enum> = Extract<keyof Enum, string>;

export type FlowState = Names<typeof FlowStateEnum>;
export type TaskState = Names<typeof TaskStateEnum>;
export type Intent = Names<typeof IntentEnum>;
export type WorkKind = Names<typeof WorkKindEnum>;
export type AttemptEnd = Names<typeof AttemptEndEnum>;

/** Why an attempt, a task or a flow failed. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryable: boolean;
  /** The next try starts no earlier than this after the failure. */
  readonly retryAfterMs?: number;
  readonly causes: readonly Failure[];
}

export interface TaskCount {
  readonly state: TaskState;
  readonly count: number;
}

/** One execution of a definition, as a whole. */
export interface Flow {
  readonly flowId: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: FlowState;
  /** Opaque position of this state of the flow. */
  readonly revision: string;
  /** For people: grows with every change. */
  readonly version: number;
  readonly createTime?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly updateTime?: number;
  readonly notBeforeTime?: number;
  readonly deadline?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly input?: unknown;
  readonly definitionDigest: string;
  readonly counts: readonly TaskCount[];
  readonly countsAsOf?: number;
  readonly failure?: Failure;
  /** What it results in, as was decided. */
  readonly output?: unknown;
  /** What decisions have put there. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** The task of another flow that this one is the work of. */
  readonly parent?: { readonly flowId: string; readonly taskId: string; readonly attempt: number };
  readonly rootFlowId: string;
}

/** A task by name, with what a caller needs to put it into a queue of its own. */
export interface TaskRef {
  readonly flowId: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly attempt: number;
  readonly priority: number;
}

/** A change of a task's state, or, where `taskId` is empty, of the flow's. */
export interface StateChange {
  readonly taskId: string;
  readonly task?: {
    readonly from: TaskState;
    readonly to: TaskState;
    readonly attempt: number;
    readonly tries: number;
    readonly intent: Intent;
  };
  /** `from` is absent where the call created the flow. */
  readonly flow?: { readonly from?: FlowState; readonly to: FlowState };
  readonly time?: number;
  /** One word where the states do not say why. */
  readonly reason: string;
  readonly message: string;
}

export interface Progress {
  /** 0..1 */
  readonly fraction: number;
  readonly details?: unknown;
  readonly updateTime?: number;
}

/** One attempt that is over. */
export interface TaskAttempt {
  readonly attempt: number;
  readonly tries: number;
  readonly workerId: string;
  readonly sessionId: string;
  readonly readyTime?: number;
  readonly claimTime?: number;
  readonly endTime?: number;
  readonly end: AttemptEnd;
  readonly outcomeDigest: string;
  readonly failure?: Failure;
  /** EXECUTE, or REVERT where it was to undo the task. */
  readonly kind: WorkKind;
  /** The flow that it was. */
  readonly childFlowId?: string;
}

/** One time that a scope ran. */
export interface ScopeAttempt {
  /** What its controller resulted in. */
  readonly value?: unknown;
  /** By the name of the task, or of the controller of an inner scope that was given up. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** The controller's own. */
  readonly own?: Failure;
}

/** An edge that led to the run of a task: by its index among the edges of the task that it led from. */
export interface TaskCause {
  readonly taskId: string;
  readonly edge: number;
  /** What it hands on; only of a ready task. */
  readonly context?: unknown;
}

/** What a task resulted in, as far as it is not decided yet: one of the two. */
export interface OwnOutcome {
  readonly result?: unknown;
  readonly failure?: Failure;
}

/** When a decision is asked for. */
export type Phase = "START" | "END" | "FAILURE" | "OUTPUT";

/** An edge that fired when its task ended, by its index. */
export interface FiredEdge {
  readonly edge: number;
  readonly message: string;
}

/** Everything about one task of a flow. */
export interface TaskDetails {
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly state: TaskState;
  readonly stateReason: string;
  readonly intent: Intent;
  /** Of its open work item; UNSPECIFIED where none is. */
  readonly kind: WorkKind;
  readonly deferred: boolean;
  readonly attempt: number;
  readonly tries: number;
  readonly nextAttemptTime?: number;
  readonly deadline?: number;
  readonly workerId: string;
  readonly sessionId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly input?: unknown;
  readonly readyTime?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly result?: unknown;
  readonly failure?: Failure;
  readonly revertResult?: unknown;
  readonly revertFailure?: Failure;
  /** The tasks that edges lead from to it. */
  readonly dependsOn: readonly string[];
  readonly causes: readonly TaskCause[];
  readonly fired: readonly FiredEdge[];
  readonly attempts: readonly TaskAttempt[];
  readonly progress?: Progress;
  /** What is being decided about it. */
  readonly phase?: Phase;
  /** What its latest work item has left for the next. */
  readonly memo?: unknown;
  /** What was decided for it to hand on. */
  readonly context?: unknown;
  /** Of a controller: each time that its scope has run so far. */
  readonly scopeHistory: readonly ScopeAttempt[];
  /** Of `attempts` and `scopeHistory` some details, causes and values are left out, the oldest first. */
  readonly failuresTruncated: boolean;
  /** Of an item of a list: what it is, and its place there, from 0. */
  readonly item?: unknown;
  readonly itemIndex?: number;
  /** Of a task with `forEach`, once its items are known: how many there are. */
  readonly itemCount?: number;
  /** The flow that its latest attempt is, or was. */
  readonly childFlowId?: string;
  /** Of a task that repeats: which round it is in, or was its last; else 0. */
  readonly round: number;
  /** What a snapshot that its flow began with says of it beside all this. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A task that is handed to an executor, or, with OBSERVE, only shown. */
export interface ReadyTask {
  readonly flowId: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly kind: WorkKind;
  readonly attempt: number;
  readonly tries: number;
  /** Proves the claim. Empty when only shown. */
  readonly claimToken: string;
  readonly input?: unknown;
  /** Of an item of a list: what it is, and its place there, from 0. */
  readonly item?: unknown;
  readonly itemIndex?: number;
  readonly flowInput?: unknown;
  /** By task_id. */
  readonly dependencyResults: Readonly<Record<string, unknown>>;
  /** True = there are more results, to be read with getFlowDetails and `dependenciesOf`. */
  readonly resultsTruncated: boolean;
  readonly priority: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly readyTime?: number;
  readonly deadline?: number;
  readonly heartbeatTimeoutMs?: number;
  readonly traceContext: string;
  /** With kind EVALUATE: what is to be decided. */
  readonly phase?: Phase;
  /** SKIP: a caller skips the task, and it is decided which of its edges fire. */
  readonly intent: Intent;
  /** With phase END: what is to be decided about. With kind REVERT: what is to be undone. */
  readonly own?: OwnOutcome;
  /** What led to it. */
  readonly causes: readonly TaskCause[];
  readonly contextsTruncated: boolean;
  readonly memo?: unknown;
  readonly globals: Readonly<Record<string, unknown>>;
  /** With kind REVERT by task_id what led to it, with phase FAILURE by name what is to be decided about. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** Of a controller: each time that its scope has run so far. */
  readonly history: readonly ScopeAttempt[];
  /** Of `failures` and `history` some details, causes and values are left out. */
  readonly failuresTruncated: boolean;
}

/** A stored definition, without its tasks. */
export interface Definition {
  readonly digest: string;
  readonly name: string;
  readonly version: string;
  readonly taskCount: number;
  readonly putTime?: number;
}

/** A claim that is over without its holder's doing. */
export interface Revoked {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  readonly reason: AttemptEnd;
}

/** A held task whose flow is being cancelled: to be ended before the deadline. */
export interface CancelRequested {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  readonly reason: string;
  readonly deadline?: number;
}
