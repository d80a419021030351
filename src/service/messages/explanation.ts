/**
 * Explanations of tasks as messages.
 */
import { create } from "@bufbuild/protobuf";
import {
  ExplainTaskResponseSchema,
  type ExplainTaskResponse as ExplanationMessage,
  QueueViewSchema,
  SlotState,
  TaskReasonKind,
  TaskReasonSchema,
  TaskSourceSchema,
  TaskState,
} from "#gen/lazyengine/v1/index.js";
import type { ExplainTaskResponse, TaskReason, TaskSource } from "../../engine/explanation.js";
import { flowMessage } from "./flow.js";
import { taskDetailsMessage } from "./task.js";
import { optionalTimestamp } from "./times.js";

export function explanationMessage(explanation: ExplainTaskResponse): ExplanationMessage {
  const { flow, task, reasons, sources, sourcesTruncated, sourcesNeeded, queue } = explanation;
  return create(ExplainTaskResponseSchema, {
    flow: flowMessage(flow),
    task: taskDetailsMessage(task),
    reasons: reasons.map(reasonMessage),
    sources: sources.map(sourceMessage),
    sourcesTruncated,
    sourcesNeeded,
    ...(queue !== undefined && { queue: create(QueueViewSchema, queue) }),
  });
}

function reasonMessage({ kind, message, taskIds, time }: TaskReason) {
  return create(TaskReasonSchema, {
    kind: TaskReasonKind[kind],
    message,
    taskIds: [...taskIds],
    time: optionalTimestamp(time),
  });
}

function sourceMessage({ taskId, state, slot, edges }: TaskSource) {
  return create(TaskSourceSchema, { taskId, state: TaskState[state], slot: SlotState[slot], edges: [...edges] });
}
