/**
 * Why a task stands where it does, as plain values.
 */
import type { Flow, TaskDetails, TaskState } from "./values.js";

export type TaskReasonKind =
  | "FLOW_NOT_STARTED"
  | "FLOW_SUSPENDED"
  | "FLOW_PAUSED"
  | "FLOW_CANCELLING"
  | "FLOW_STOPPING"
  | "FLOW_ENDED"
  | "WAITS_FOR_TASKS"
  | "WAITS_FOR_TRIGGER"
  | "DOOMED"
  | "DELAYED"
  | "RETRY_DUE"
  | "RELEASED"
  | "OUTCOME_DELAYED"
  | "MAX_PARALLEL"
  | "NO_EXECUTOR"
  | "NO_CREDIT"
  | "OFFERED"
  | "CLAIMED"
  | "DEFERRED"
  | "RUNS_AS_FLOW"
  | "PAUSED"
  | "TO_BE_REVERTED"
  | "BEGINS_FLOW"
  | "LED_TO"
  | "COMPLETED"
  | "UPSTREAM"
  | "STOPPED"
  | "ENDED"
  | "JOIN_UNREACHABLE"
  | "CANCELLED"
  | "WAITS_FOR_ITEMS"
  | "WAITS_FOR_TURN"
  | "QUEUE_PAUSED"
  | "CONCURRENCY_LIMIT"
  | "RATE_LIMIT"
  | "CONCURRENCY_KEY";

export interface TaskReason {
  readonly kind: TaskReasonKind;
  /** For people. */
  readonly message: string;
  /** The tasks that it lies with, at most 100. */
  readonly taskIds: readonly string[];
  /** When it is due, or since when it is so. */
  readonly time?: number;
}

/** OPEN: it has not ended. FIRED: it has led there. DEAD: it has ended and has not. */
export type SlotState = "OPEN" | "FIRED" | "DEAD";

/** A task that edges lead from to another. */
export interface TaskSource {
  readonly taskId: string;
  readonly state: TaskState;
  readonly slot: SlotState;
  /** The edges that lead from it, by index; none where success alone holds the tasks together. */
  readonly edges: readonly number[];
}

/** Who might take a task, as this process sees it. */
export interface QueueView {
  readonly queue: string;
  /** Streams that take such tasks. */
  readonly executors: number;
  /** How many more tasks those may hold. */
  readonly credit: number;
  /** Polls that wait for some. */
  readonly polls: number;
  /** How many flows wait with a task that goes before; at most 100 are looked at. */
  readonly headsBefore: number;
  /** Ready tasks of the queue in this flow, or in its segment. */
  readonly readyInFlow: number;
  readonly otherProcesses: number;
}

export interface ExplainTaskRequest {
  readonly namespace?: string;
  readonly flowId: string;
  readonly taskId: string;
}

export interface ExplainTaskResponse {
  readonly flow: Flow;
  /** Without payloads and attempts. */
  readonly task: TaskDetails;
  /** The decisive one first; at least one. */
  readonly reasons: readonly TaskReason[];
  /** At most 1,000. */
  readonly sources: readonly TaskSource[];
  readonly sourcesTruncated: boolean;
  /** 0 = it has no join. */
  readonly sourcesNeeded: number;
  /** Of a READY task. */
  readonly queue?: QueueView;
}
