/**
 * The engine as its callers see it: embedded in a process, or behind the service, which only translates messages. It
 * owns no state: every call reads what is stored, decides, and commits in one guarded write.
 */
import type { DefinitionSummary } from "../store/definition-store.js";
import type { StoreHealth } from "../store/store.js";
import type { ExplainTaskRequest, ExplainTaskResponse } from "./explanation.js";
import type {
  ListConcurrencyKeysRequest,
  ListConcurrencyKeysResponse,
  UpdateConcurrencyKeyRequest,
  UpdateConcurrencyKeyResponse,
} from "./key-requests.js";
import type { KeyWait } from "./measures/key-wait.js";
import type { QueueWait } from "./measures/queue-wait.js";
import type { Tally } from "./measures/tally.js";
import type {
  ListQueuesRequest,
  ListQueuesResponse,
  UpdateQueueRequest,
  UpdateQueueResponse,
} from "./queue-requests.js";
import type {
  CancelFlowRequest,
  CancelRequested,
  ClaimRef,
  ControlRequest,
  ControlResponse,
  DeleteFlowRequest,
  DeleteFlowResponse,
  EndFlowRequest,
  GetFlowDetailsRequest,
  GetFlowDetailsResponse,
  ImportDefinitionRequest,
  ItemResult,
  KeepSessionRequest,
  KeepSessionResponse,
  ListFlowsRequest,
  ListFlowsResponse,
  PollReadyTasksRequest,
  ProgressItem,
  PutDefinitionRequest,
  ReleaseTasksRequest,
  ReportProgressRequest,
  ResumeFlowRequest,
  RetryFlowRequest,
  Revoked,
  SessionRequest,
  SkipTaskRequest,
  TaskCompleteRequest,
  TaskCompleteResponse,
  WatchFlowFrame,
  WatchFlowRequest,
} from "./requests.js";
import type { RetentionCalls } from "./retention-requests.js";
import type { RunRequest, RunResponse } from "./run-request.js";
import type { ScheduleCalls } from "./schedule-requests.js";
import type { SimulateFlowRequest, SimulateFlowResponse } from "./simulation.js";
import type { FlowDefinition, ReadyTask } from "./values.js";
import type { WorkRequest, WorkUnderWay } from "./work-under-way.js";

/** About one call: when its answer is no longer wanted, and on whose behalf it is made. */
export interface CallContext {
  readonly signal?: AbortSignal;
  /**
   * Milliseconds by `performance.now()`, which no change of the clock moves: the command is dropped if it is not decided
   * by then. Where the store has not answered a little before, the call rejects with STORE_UNAVAILABLE.
   */
  readonly deadline?: number;
  /** Who calls: sessions are bound to it. "" where nobody is told apart. */
  readonly principal?: string;
}

/** What a session is told, in order. */
export type SessionFrame =
  | {
      readonly kind: "opened";
      readonly sessionId: string;
      /** The limits that were granted, which may be lower than those asked for. */
      readonly maxInFlight: number;
      readonly leaseMs: number;
      readonly resumed: boolean;
    }
  | { readonly kind: "ready_tasks"; readonly tasks: readonly ReadyTask[] }
  | ({ readonly kind: "revoked" } & Revoked)
  | ({ readonly kind: "cancel_requested" } & CancelRequested)
  | { readonly kind: "draining"; readonly reconnectAfterMs: number }
  | { readonly kind: "idle"; readonly backlog: number };

/**
 * A session's stream of ready tasks. Iterating gives its frames until the session ends: normally after `drain`, after
 * `close`, or when the engine stops; with an EngineError where it was taken over or lost.
 */
export interface Session extends AsyncIterable<SessionFrame> {
  readonly sessionId: string;
  /** From now on at most this many unfinished tasks are out. */
  setMaxInFlight(maxInFlight: number): void;
  /** Offers nothing more; the frames end once nothing is held. */
  drain(): void;
  /**
   * The stream is gone. Tasks that were not taken from it go back at once; the others stay claimed for one lease, in
   * which the session can be resumed.
   */
  close(): Promise<void>;
}

export interface PollReadyTasksResponse {
  readonly sessionId: string;
  readonly tasks: readonly ReadyTask[];
  readonly backlog: number;
}

export interface ListDefinitionsRequest {
  readonly namespace?: string;
  readonly name?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface PutDefinitionResponse {
  readonly digest: string;
  readonly created: boolean;
  /** What is legal but probably not meant, for people. */
  readonly warnings: readonly string[];
}

export interface ImportDefinitionResponse extends PutDefinitionResponse {
  readonly taskCount: number;
}

export interface StoredDefinition {
  readonly summary: DefinitionSummary;
  /** Absent where it has more tasks than one message may bring. */
  readonly spec?: FlowDefinition;
}

/**
 * Every call rejects with an EngineError where the request or the state does not allow it, and then nothing was
 * written, except for the reasons STORE_UNAVAILABLE and DEADLINE_EXCEEDED, after which the outcome is unknown and the
 * same request may be repeated.
 */
export interface Engine extends ScheduleCalls<CallContext>, RetentionCalls<CallContext> {
  run(request: RunRequest, call?: CallContext): Promise<RunResponse>;
  taskComplete(request: TaskCompleteRequest, call?: CallContext): Promise<TaskCompleteResponse>;
  /** One result for each request, in their order; all ride in as few commits as possible. */
  taskCompleteBatch(
    requests: readonly TaskCompleteRequest[],
    call?: CallContext,
  ): Promise<readonly ItemResult<TaskCompleteResponse>[]>;
  /** Resolves when the session is open; its first frame is `opened`. */
  openSession(request: SessionRequest, call?: CallContext): Promise<Session>;
  keepSession(request: KeepSessionRequest, call?: CallContext): Promise<KeepSessionResponse>;
  releaseTasks(request: ReleaseTasksRequest, call?: CallContext): Promise<readonly ItemResult<ClaimRef>[]>;
  pollReadyTasks(request: PollReadyTasksRequest, call?: CallContext): Promise<PollReadyTasksResponse>;
  reportProgress(request: ReportProgressRequest, call?: CallContext): Promise<readonly ItemResult<ProgressItem>[]>;

  getFlowDetails(request: GetFlowDetailsRequest, call?: CallContext): Promise<GetFlowDetailsResponse>;
  /** Why a task does not run, or why it did. */
  explainTask(request: ExplainTaskRequest, call?: CallContext): Promise<ExplainTaskResponse>;
  listFlows(request: ListFlowsRequest, call?: CallContext): Promise<ListFlowsResponse>;
  /** What waits in the queues of a namespace, and what its sessions hold. */
  workUnderWay(request: WorkRequest, call?: CallContext): Promise<WorkUnderWay>;
  /** How the queues of a namespace are set, what waits on them, and who takes from them. */
  listQueues(request: ListQueuesRequest, call?: CallContext): Promise<ListQueuesResponse>;
  /** Sets how a queue hands out. */
  updateQueue(request: UpdateQueueRequest, call?: CallContext): Promise<UpdateQueueResponse>;
  /** How the concurrency keys of a namespace are set, how much of them is used, and what waits. */
  listConcurrencyKeys(request: ListConcurrencyKeysRequest, call?: CallContext): Promise<ListConcurrencyKeysResponse>;
  /** Sets how many tasks that name a concurrency key are held at once. */
  updateConcurrencyKey(request: UpdateConcurrencyKeyRequest, call?: CallContext): Promise<UpdateConcurrencyKeyResponse>;
  watchFlow(request: WatchFlowRequest, call?: CallContext): AsyncIterable<WatchFlowFrame>;

  /** A definition, or a flow from where it stands, on virtual time. Nothing is written. */
  simulateFlow(request: SimulateFlowRequest, call?: CallContext): Promise<SimulateFlowResponse>;

  suspendFlow(request: ControlRequest, call?: CallContext): Promise<ControlResponse>;
  resumeFlow(request: ResumeFlowRequest, call?: CallContext): Promise<ControlResponse>;
  cancelFlow(request: CancelFlowRequest, call?: CallContext): Promise<ControlResponse>;
  revertFlow(request: ControlRequest, call?: CallContext): Promise<ControlResponse>;
  /** Ends a flow as the request says, whatever its tasks are at. */
  endFlow(request: EndFlowRequest, call?: CallContext): Promise<ControlResponse>;
  /** Runs tasks again that failed, or lets them and what lies behind them begin anew; an ended flow goes on. */
  retryFlow(request: RetryFlowRequest, call?: CallContext): Promise<ControlResponse>;
  /** A task that has not succeeded is SKIPPED; an ended flow goes on. */
  skipTask(request: SkipTaskRequest, call?: CallContext): Promise<ControlResponse>;
  deleteFlow(request: DeleteFlowRequest, call?: CallContext): Promise<DeleteFlowResponse>;

  putDefinition(request: PutDefinitionRequest, call?: CallContext): Promise<PutDefinitionResponse>;
  /** The same for a definition that comes in pieces, up to 1,000,000 tasks. */
  importDefinition(request: ImportDefinitionRequest, call?: CallContext): Promise<ImportDefinitionResponse>;
  getDefinition(
    request: { readonly namespace?: string; readonly digest?: string; readonly name?: string },
    call?: CallContext,
  ): Promise<StoredDefinition>;
  listDefinitions(
    request: ListDefinitionsRequest,
    call?: CallContext,
  ): Promise<{ readonly definitions: readonly DefinitionSummary[]; readonly nextPageToken: string }>;

  /** Milliseconds since the epoch by the database's clock. */
  now(): number;
  readonly storeKind: "memory" | "mongodb";
  /** The version of the stored format that is in use. */
  readonly storedFormat: number;
  readonly process: string;
  health(): Promise<StoreHealth>;
  readonly metrics: EngineMetrics;
  /** Tells the sessions to go elsewhere, answers what is under way and stops; at most `graceMs`. The store stays open. */
  stop(graceMs?: number): Promise<void>;
}

/** Counters and observations for whoever exports them; all cumulative since the start. */
export interface EngineMetrics {
  /** Calls each listener once per event. */
  on(listener: (event: EngineEvent) => void): void;
  gauges(): EngineGauges;
  /** By queue what waits there, of those that sessions or polls of this process take from. */
  queues(): readonly QueueWait[];
  /** What waits for concurrency keys and is held under them, of those that this process follows. */
  keys(): readonly KeyWait[];
  readonly tally: Readonly<Tally>;
  /** How long commands and new flows wait for a batch, where more of them wait than one takes; milliseconds. */
  delayMs(): number;
}

/** How things stand now. */
export interface EngineGauges {
  /** Sessions whose stream is connected. */
  readonly sessions: number;
  /** Tasks that those hold. */
  readonly held: number;
  /** Tasks known to wait unclaimed. */
  readonly backlog: number;
  /** Commands that wait for a commit. */
  readonly queued: number;
  /** What is kept in memory of flows and of definitions. */
  readonly caches: { readonly segments: CacheGauge; readonly definitions: CacheGauge };
  /** Alarms that are set. */
  readonly alarms: number;
}

export interface CacheGauge {
  readonly entries: number;
  readonly bytes: number;
}

export type EngineEvent =
  | { readonly kind: "commit"; readonly segments: number; readonly commands: number; readonly durationMs: number }
  /** Another process was faster: the commands are decided again, but for those that have lost too often. */
  | { readonly kind: "conflict"; readonly segments: number; readonly commands: number; readonly givenUp: number }
  /** The store has not said whether a commit landed: that is found out. */
  | { readonly kind: "unanswered"; readonly segments: number }
  /** From the commit that made a task ready to its frame being taken by the session's stream. */
  | { readonly kind: "hand_over"; readonly latencyMs: number }
  | { readonly kind: "expired"; readonly sessions: number }
  | {
      readonly kind: "error";
      readonly what: string;
      readonly error: unknown;
      /** Of the flow that it is about, where it is about one, and the task of it. */
      readonly segmentId?: string;
      readonly taskId?: string;
    };
