/**
 * What the contract's tests see of every way in: plain values in camel case, times as milliseconds since the epoch,
 * durations as milliseconds, enums as the names of their values. A payload is the JSON value it holds, undefined where it
 * is empty or absent, or a RawPayload where it is not JSON.
 */

/** Bytes that are not JSON: given and seen in the form that flow files write them in. */
export interface RawPayload {
  readonly "@payload": {
    readonly base64: string;
    readonly content_type: string;
    readonly metadata?: Readonly<Record<string, string>>;
  };
}

export type { EdgeFile, EvaluateFile, RetryFile, ScopeFile, SpecFile, TaskFile } from "./spec-file.js";

export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly causes: readonly Failure[];
}

export interface Flow {
  readonly flowId: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: string;
  readonly revision: string;
  readonly version: number;
  readonly createTime: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly updateTime: number;
  readonly notBeforeTime?: number;
  readonly deadline?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly input?: unknown;
  readonly definitionDigest: string;
  /** By state; states without tasks are left out. */
  readonly counts: Readonly<Record<string, number>>;
  readonly countsAsOf: number;
  readonly failure?: Failure;
  readonly output?: unknown;
  readonly globals?: Readonly<Record<string, unknown>>;
  readonly parent?: { readonly flowId: string; readonly taskId: string; readonly attempt: number };
  readonly rootFlowId: string;
}

export interface TaskRef {
  readonly flowId: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly attempt: number;
  readonly priority: number;
}

/** Of a task, or, where `taskId` is empty, of the flow; `from` is empty where the call created the flow. */
export interface StateChange {
  readonly taskId: string;
  readonly from: string;
  readonly to: string;
  readonly attempt: number;
  readonly tries: number;
  readonly time: number;
  readonly reason: string;
  readonly message: string;
  /** Empty for the flow. */
  readonly intent: string;
}

/** One time that a scope ran. */
export interface ScopeAttempt {
  readonly value?: unknown;
  readonly failures: Readonly<Record<string, Failure>>;
  readonly own?: Failure;
}

export interface TaskAttempt {
  readonly attempt: number;
  readonly tries: number;
  readonly workerId: string;
  readonly sessionId: string;
  readonly readyTime?: number;
  readonly claimTime?: number;
  readonly endTime?: number;
  readonly end: string;
  readonly outcomeDigest: string;
  readonly failure?: Failure;
  readonly kind: string;
  /** Absent or empty where it was no flow. */
  readonly childFlowId?: string;
}

export interface TaskDetails {
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly state: string;
  readonly stateReason: string;
  readonly intent: string;
  /** UNSPECIFIED where none is open. */
  readonly kind: string;
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
  readonly scopeHistory: readonly ScopeAttempt[];
  readonly failuresTruncated: boolean;
  readonly dependsOn: readonly string[];
  readonly causes: readonly { readonly taskId: string; readonly edge: number }[];
  readonly fired: readonly { readonly edge: number; readonly message: string }[];
  readonly phase?: string;
  readonly memo?: unknown;
  readonly context?: unknown;
  readonly round?: number;
  readonly item?: unknown;
  readonly itemIndex?: number;
  readonly itemCount?: number;
  readonly attempts: readonly TaskAttempt[];
  /** Absent or empty where its latest attempt is no flow. */
  readonly childFlowId?: string;
  readonly progress?: { readonly fraction: number; readonly details?: unknown; readonly updateTime: number };
  /** Absent or empty where its flow began with no snapshot that says something. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface Explanation {
  readonly flow: Flow;
  readonly task: TaskDetails;
  readonly reasons: readonly {
    readonly kind: string;
    readonly message: string;
    readonly taskIds: readonly string[];
    readonly time?: number;
  }[];
  readonly sources: readonly {
    readonly taskId: string;
    readonly state: string;
    readonly slot: string;
    readonly edges: readonly number[];
  }[];
  readonly sourcesTruncated: boolean;
  readonly sourcesNeeded: number;
  readonly queue?: {
    readonly queue: string;
    readonly executors: number;
    readonly credit: number;
    readonly polls: number;
    readonly headsBefore: number;
    readonly readyInFlow: number;
    readonly otherProcesses: number;
  };
}

export interface SimulatedTask {
  readonly taskId: string;
  readonly state: string;
  readonly reachedMs: number;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly waitedMs: number;
  readonly attempts: number;
}

export interface Simulation {
  readonly end: string;
  readonly state: string;
  readonly makespanMs: number;
  readonly tasks: readonly SimulatedTask[];
  readonly taskCount: number;
  readonly batches: readonly { readonly startMs: number; readonly count: number }[];
  readonly batchCount: number;
  readonly criticalPath: readonly SimulatedTask[];
  readonly doomed: readonly string[];
  readonly doomedCount: number;
  readonly unreachable: readonly string[];
  readonly unreachableCount: number;
  readonly pauses: number;
  readonly steps: number;
}

export interface ReadyTask {
  readonly flowId: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly kind: string;
  readonly attempt: number;
  readonly tries: number;
  readonly claimToken: string;
  readonly input?: unknown;
  readonly item?: unknown;
  readonly itemIndex?: number;
  readonly flowInput?: unknown;
  readonly dependencyResults: Readonly<Record<string, unknown>>;
  readonly resultsTruncated: boolean;
  readonly priority: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly readyTime: number;
  readonly deadline?: number;
  readonly heartbeatTimeoutMs?: number;
  readonly traceContext: string;
  readonly intent: string;
  readonly phase?: string;
  readonly own?: { readonly result?: unknown; readonly failure?: Failure };
  readonly causes: readonly { readonly taskId: string; readonly edge: number; readonly context?: unknown }[];
  readonly memo?: unknown;
  readonly globals?: Readonly<Record<string, unknown>>;
  readonly failures: Readonly<Record<string, Failure>>;
  readonly history: readonly ScopeAttempt[];
}

export interface DefinitionSummary {
  readonly digest: string;
  readonly name: string;
  readonly version: string;
  readonly taskCount: number;
}
