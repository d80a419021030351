/**
 * One way into the engine, as the contract's tests use it: the calls of the contract in plain values. Every call rejects
 * with a ContractError where it is refused.
 */

import type { ConcurrencyKeyCalls } from "./concurrency-key-requests.js";
import type { ContractError } from "./contract-error.js";
import type { ControlResponse, FlowKey, InNamespace, Steering } from "./control-requests.js";
import type { DecisionInput } from "./decision-input.js";
import type { Outcome } from "./outcome-input.js";
import type { QueueCalls } from "./queue-requests.js";
import type { Scheduling } from "./schedule-requests.js";
import type { SimulateRequest } from "./simulate-request.js";
import type { SnapshotInput } from "./snapshot-input.js";
import type {
  DefinitionSummary,
  Explanation,
  Flow,
  ReadyTask,
  Simulation,
  SpecFile,
  StateChange,
  TaskDetails,
  TaskRef,
} from "./values.js";

export type * from "./control-requests.js";

export interface RunRequest extends InNamespace {
  readonly flowId?: string;
  readonly requestId?: string;
  readonly spec?: SpecFile;
  readonly definitionDigest?: string;
  readonly definitionName?: string;
  readonly input?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
  readonly notBeforeTime?: number;
  readonly priority?: number;
  readonly conflictPolicy?: "FAIL" | "RETURN_EXISTING" | "REPLACE";
  readonly expectedRevision?: string;
  readonly snapshot?: SnapshotInput;
  readonly validateOnly?: boolean;
  readonly traceContext?: string;
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

export interface Completion extends Outcome {
  readonly flowId: string;
  readonly taskId: string;
  readonly requestId?: string;
  readonly attempt?: number;
  readonly claimToken?: string;
  readonly responseDetail?: "MINIMAL" | "FULL";
  readonly decision?: DecisionInput;
  readonly memo?: unknown;
}

export interface TaskCompleteResponse extends ControlResponse {
  readonly task: TaskDetails;
  readonly ready: readonly TaskRef[];
}

/** What became of one item of a batch. */
export type ItemResult<Value> = { readonly value: Value } | { readonly error: ContractError };

export interface DetailsRequest extends FlowKey {
  readonly view?: "SUMMARY" | "TASKS" | "FULL";
  readonly states?: readonly string[];
  readonly taskIds?: readonly string[];
  readonly dependenciesOf?: string;
  readonly taskIdPrefix?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
  readonly minRevision?: string;
  /** Of the call. */
  readonly deadlineMs?: number;
}

export interface DetailsResponse {
  readonly flow: Flow;
  readonly tasks: readonly TaskDetails[];
  readonly nextPageToken: string;
}

export interface ListFlowsRequest extends InNamespace {
  readonly states?: readonly string[];
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  readonly rootFlowId?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface WatchFlowRequest extends InNamespace {
  /** Empty = all flows of the namespace. */
  readonly flowId: string;
  readonly sinceRevision?: string;
  readonly view?: "SUMMARY" | "TASKS" | "FULL";
}

export type FlowFrame =
  | { readonly kind: "update"; readonly revision: string; readonly flow: Flow; readonly tasks: readonly TaskDetails[] }
  | { readonly kind: "current"; readonly revision: string }
  | { readonly kind: "deleted"; readonly revision: string; readonly flowId: string };

export interface Claim {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
}

export interface ProgressReport {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken?: string;
  readonly fraction?: number;
  readonly details?: unknown;
  readonly paused?: boolean;
}

export interface SessionRequest extends InNamespace {
  readonly queues: readonly string[];
  readonly workerId?: string;
  readonly sessionId?: string;
  readonly flowId?: string;
  readonly kinds?: readonly ("EXECUTE" | "REVERT" | "EVALUATE")[];
  readonly leaseMs?: number;
  readonly maxInFlight?: number;
}

export interface PollRequest extends Omit<SessionRequest, "maxInFlight"> {
  readonly maxTasks?: number;
  readonly waitMs?: number;
  readonly includeHeld?: boolean;
  /** Of the call. */
  readonly deadlineMs?: number;
}

export interface PolledTasks {
  readonly sessionId: string;
  readonly tasks: readonly ReadyTask[];
  readonly backlog: number;
}

export interface Revoked extends Claim {
  readonly reason: string;
}

export interface CancelRequested extends Claim {
  readonly reason: string;
  readonly deadline: number;
}

export interface KeptSession {
  readonly leaseMs: number;
  readonly expireTime: number;
  readonly cancelRequested: readonly CancelRequested[];
  readonly lost: readonly Revoked[];
  /** What became of each report of progress. */
  readonly progress: readonly (ContractError | undefined)[];
}

export type SessionFrame =
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

/** A stream that was asked for; it ends, or throws a ContractError, and `close` ends it. */
export interface Stream<Frame> {
  readonly frames: AsyncIterable<Frame>;
  /** Resolves when the other side may be counted on to know. */
  close(): Promise<void>;
}

/** An ExecuteTasks stream. Verdicts are not among the frames: `complete` and `release` resolve with them. */
export interface ExecutorStream extends Stream<SessionFrame> {
  complete(items: readonly Completion[]): Promise<readonly ItemResult<TaskCompleteResponse>[]>;
  release(claims: readonly Claim[], delayMs?: number): Promise<readonly (ContractError | undefined)[]>;
  reportProgress(reports: readonly ProgressReport[]): void;
  setMaxInFlight(maxInFlight: number): void;
  drain(): void;
}

export interface ImportedDefinition {
  readonly digest: string;
  readonly created: boolean;
  readonly warnings: readonly string[];
  readonly taskCount: number;
}

export interface ContractSubject extends Steering, QueueCalls, ConcurrencyKeyCalls, Scheduling {
  run(request: RunRequest): Promise<RunResponse>;
  taskComplete(request: Completion & InNamespace): Promise<TaskCompleteResponse>;
  taskCompleteBatch(
    namespace: string,
    items: readonly Completion[],
  ): Promise<readonly ItemResult<TaskCompleteResponse>[]>;

  watchReadyTasks(request: SessionRequest & { readonly mode?: "CLAIM" | "OBSERVE" }): Stream<SessionFrame>;
  executeTasks(request: SessionRequest): ExecutorStream;
  pollReadyTasks(request: PollRequest): Promise<PolledTasks>;
  keepSession(
    request: InNamespace & { readonly sessionId: string; readonly progress?: readonly ProgressReport[] },
  ): Promise<KeptSession>;
  releaseTasks(
    namespace: string,
    claims: readonly Claim[],
    delayMs?: number,
  ): Promise<readonly (ContractError | undefined)[]>;
  reportProgress(
    namespace: string,
    reports: readonly ProgressReport[],
  ): Promise<readonly (ContractError | undefined)[]>;

  getFlowDetails(request: DetailsRequest): Promise<DetailsResponse>;
  explainTask(request: FlowKey & { readonly taskId: string }): Promise<Explanation>;
  listFlows(request: ListFlowsRequest): Promise<{ readonly flows: readonly Flow[]; readonly nextPageToken: string }>;
  watchFlow(request: WatchFlowRequest): Stream<FlowFrame>;

  simulateFlow(request: SimulateRequest): Promise<Simulation>;
  putDefinition(
    namespace: string,
    spec: SpecFile,
  ): Promise<{ readonly digest: string; readonly created: boolean; readonly warnings: readonly string[] }>;
  /** In pieces: its tasks behind the first one are produced while they are sent. */
  importDefinition(namespace: string, spec: SpecFile): Promise<ImportedDefinition>;
  /** The definition, and the names of its tasks; none where no message holds them. */
  getDefinition(
    key: InNamespace & { readonly digest?: string; readonly name?: string },
  ): Promise<{ readonly definition: DefinitionSummary; readonly tasks: readonly string[] }>;
  listDefinitions(
    request: InNamespace & { readonly name?: string; readonly pageSize?: number; readonly pageToken?: string },
  ): Promise<{ readonly definitions: readonly DefinitionSummary[]; readonly nextPageToken: string }>;

  /** Milliseconds since the epoch by the database's clock. */
  now(): Promise<number>;
}

export interface StartedSubject extends ContractSubject {
  /** Ends the serving process gracefully; streams that are open learn of it. Resolves when it has stopped. */
  stop(): Promise<void>;
}

/** A way in that can be started as often as a test wants, each time on a store of its own. */
export interface SubjectKind {
  readonly name: string;
  start(): Promise<StartedSubject>;
}
