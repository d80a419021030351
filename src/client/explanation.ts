/**
 * Why a task stands where it does, as plain values.
 */
import {
  TaskReasonKind as ReasonKindEnum,
  type TaskReason as ReasonMessage,
  SlotState as SlotStateEnum,
} from "#gen/lazyengine/v1/explanation_pb.js";
import type { ExplainTaskResponse } from "#gen/lazyengine/v1/service_pb.js";
import { TaskState as TaskStateEnum } from "#gen/lazyengine/v1/states_pb.js";
import { required, requiredFlow } from "./response-values.js";
import { timeOf } from "./times.js";
import type { Flow, TaskDetails, TaskState } from "./values.js";
import { nameOf, taskDetailsValue } from "./values-of-messages.js";

export type TaskReasonKind = Extract<keyof typeof ReasonKindEnum, string>;
export type SlotState = Extract<keyof typeof SlotStateEnum, string>;

export interface TaskReason {
  /** UNSPECIFIED also stands for a kind that this version of the client does not know. */
  readonly kind: TaskReasonKind;
  /** For people. */
  readonly message: string;
  /** The tasks that it lies with, at most 100. */
  readonly taskIds: readonly string[];
  /** When it is due, or since when it is so. Milliseconds since the epoch. */
  readonly time?: number;
}

/** A task that edges lead from to another. */
export interface TaskSource {
  readonly taskId: string;
  readonly state: TaskState;
  /** OPEN: it has not ended. FIRED: it has led there. DEAD: it has ended and has not. */
  readonly slot: SlotState;
  /** The edges that lead from it, by index; none in a flow whose tasks only wait for each other's success. */
  readonly edges: readonly number[];
}

/** Who might take a task, as the process that answered sees it. */
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
  /** Ready tasks of the queue in this flow, or in the part of it that has the task. */
  readonly readyInFlow: number;
  readonly otherProcesses: number;
}

export interface TaskExplanation {
  readonly flow: Flow;
  /** Without payloads and attempts. */
  readonly task: TaskDetails;
  /** The decisive one first; at least one. */
  readonly reasons: readonly TaskReason[];
  /** At most 1,000. */
  readonly sources: readonly TaskSource[];
  readonly sourcesTruncated: boolean;
  /** How many of them must have led to it. 0 = each edge that fires runs it. */
  readonly sourcesNeeded: number;
  /** Of a READY task. */
  readonly queue?: QueueView;
}

export function explanationValue(message: ExplainTaskResponse): TaskExplanation {
  const { flow, task, reasons, sources, sourcesTruncated, sourcesNeeded, queue } = message;
  return {
    flow: requiredFlow(flow),
    task: taskDetailsValue(required(task, "task")),
    reasons: reasons.map(reasonValue),
    sources: sources.map(({ taskId, state, slot, edges }) => ({
      taskId,
      state: nameOf(TaskStateEnum, state),
      slot: nameOf(SlotStateEnum, slot),
      edges,
    })),
    sourcesTruncated,
    sourcesNeeded,
    ...(queue !== undefined && { queue: queueValue(queue) }),
  };
}

function reasonValue({ kind, message, taskIds, time: moment }: ReasonMessage): TaskReason {
  const time = timeOf(moment);
  return { kind: nameOf(ReasonKindEnum, kind), message, taskIds, ...(time !== undefined && { time }) };
}

function queueValue(message: NonNullable<ExplainTaskResponse["queue"]>): QueueView {
  const { queue, executors, credit, polls, headsBefore, readyInFlow, otherProcesses } = message;
  return { queue, executors, credit, polls, headsBefore, readyInFlow, otherProcesses };
}
