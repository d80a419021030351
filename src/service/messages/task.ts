/**
 * Tasks as callers see them: references to ready ones, details, the ready tasks of executors.
 */
import { create } from "@bufbuild/protobuf";
import {
  AttemptEnd,
  type Cause,
  FiredSchema,
  Intent,
  Phase,
  ProgressSchema,
  type ReadyTask as ReadyTaskMessage,
  type TaskAttempt as TaskAttemptMessage,
  TaskAttemptSchema,
  type TaskDetails as TaskDetailsMessage,
  type TaskOutcome,
  TaskOutcomeSchema,
  type TaskRef as TaskRefMessage,
  TaskState,
  WorkKind,
} from "#gen/lazyengine/v1/index.js";
import type {
  Payload,
  Progress,
  ReadyTask,
  TaskAttempt,
  TaskCause,
  TaskDetails,
  TaskRef,
} from "../../engine/values.js";
import {
  failureMessage,
  optionalFailureMessage,
  optionalPayloadMessage,
  payloadMessage,
  payloadMessages,
} from "./payload.js";
import { optionalDuration, optionalTimestamp, timestamp } from "./times.js";

export function taskRefMessage(task: TaskRef): TaskRefMessage {
  return {
    $typeName: "lazyengine.v1.TaskRef",
    flowId: task.flowId,
    taskId: task.taskId,
    name: task.name,
    type: task.type,
    queue: task.queue,
    attempt: task.attempt ?? 0,
    priority: task.priority ?? 0,
  };
}

/** Written out, as `flowMessage`: answers are full of these. */
export function taskDetailsMessage(task: TaskDetails): TaskDetailsMessage {
  return {
    $typeName: "lazyengine.v1.TaskDetails",
    taskId: task.taskId,
    name: task.name,
    type: task.type,
    queue: task.queue,
    state: TaskState[task.state],
    stateReason: task.skipReason ?? "",
    intent: Intent[task.intent],
    kind: openKind(task),
    phase: task.phase === undefined ? Phase.UNSPECIFIED : Phase[task.phase],
    deferred: task.deferred,
    attempt: task.attempt,
    tries: task.tries,
    nextAttemptTime: optionalTimestamp(task.nextAttemptTime),
    deadline: optionalTimestamp(task.deadline),
    workerId: task.workerId,
    sessionId: task.sessionId,
    labels: task.labels,
    input: optionalPayloadMessage(task.input),
    readyTime: optionalTimestamp(task.readyTime),
    startTime: optionalTimestamp(task.startTime),
    endTime: optionalTimestamp(task.endTime),
    result: optionalPayloadMessage(task.result),
    failure: optionalFailureMessage(task.failure),
    dependsOn: [...task.dependsOn],
    causes: task.causes.map(causeMessage),
    fired: task.fired.map(({ edge, message }) => create(FiredSchema, { edge, message })),
    attempts: task.attempts.map(taskAttemptMessage),
    progress: task.progress === undefined ? undefined : progressMessage(task.progress),
    memo: optionalPayloadMessage(task.memo),
    context: optionalPayloadMessage(task.context),
    item: optionalPayloadMessage(task.item),
    ...(task.itemIndex !== undefined && { itemIndex: task.itemIndex }),
    ...(task.itemCount !== undefined && { itemCount: task.itemCount }),
    childFlowId: task.childFlowId ?? "",
  };
}

/** Of what can still be answered: something is to be decided, or the task is offered, held or deferred. */
function openKind({ state, phase, type, childFlowId }: TaskDetails): WorkKind {
  if (phase !== undefined) return WorkKind.EVALUATE;
  // What runs as a flow is nobody's to answer.
  if (type === "" || childFlowId !== undefined) return WorkKind.UNSPECIFIED;
  return state === "READY" || state === "RUNNING" || state === "PAUSED" ? WorkKind.EXECUTE : WorkKind.UNSPECIFIED;
}

function taskAttemptMessage(attempt: TaskAttempt): TaskAttemptMessage {
  return create(TaskAttemptSchema, {
    attempt: attempt.attempt,
    tries: attempt.tries,
    workerId: attempt.workerId,
    sessionId: attempt.sessionId,
    readyTime: timestamp(attempt.readyTime),
    claimTime: optionalTimestamp(attempt.claimTime),
    endTime: optionalTimestamp(attempt.endTime),
    end: attempt.end === undefined ? AttemptEnd.UNSPECIFIED : AttemptEnd[attempt.end],
    outcomeDigest: attempt.outcomeDigest ?? "",
    childFlowId: attempt.childFlowId ?? "",
    failure: optionalFailureMessage(attempt.failure),
  });
}

function progressMessage(progress: Progress) {
  return create(ProgressSchema, {
    fraction: progress.fraction,
    details: optionalPayloadMessage(progress.details),
    updateTime: timestamp(progress.updateTime),
  });
}

export function readyTaskMessage(task: ReadyTask): ReadyTaskMessage {
  const dependencyResults: ReadyTaskMessage["dependencyResults"] = {};
  for (const [taskId, result] of Object.entries(task.dependencyResults)) {
    dependencyResults[taskId] = payloadMessage(result);
  }
  return {
    $typeName: "lazyengine.v1.ReadyTask",
    flowId: task.flowId,
    taskId: task.taskId,
    name: task.name,
    type: task.type,
    queue: task.queue,
    kind: task.phase === undefined ? WorkKind.EXECUTE : WorkKind.EVALUATE,
    phase: task.phase === undefined ? Phase.UNSPECIFIED : Phase[task.phase],
    attempt: task.attempt,
    tries: task.tries,
    claimToken: task.claimToken,
    input: optionalPayloadMessage(task.input),
    item: optionalPayloadMessage(task.item),
    ...(task.itemIndex !== undefined && { itemIndex: task.itemIndex }),
    flowInput: optionalPayloadMessage(task.flowInput),
    resultsTruncated: task.resultsTruncated,
    priority: task.priority,
    labels: task.labels,
    readyTime: timestamp(task.readyTime),
    deadline: optionalTimestamp(task.deadline),
    heartbeatTimeout: optionalDuration(task.heartbeatTimeoutMs),
    traceContext: task.traceContext ?? "",
    dependencyResults,
    own: ownMessage(task.own),
    causes: task.causes.map(causeMessage),
    contextsTruncated: task.contextsTruncated,
    memo: optionalPayloadMessage(task.memo),
    globals: payloadMessages(task.globals),
  };
}

function ownMessage(own: ReadyTask["own"]): TaskOutcome | undefined {
  if (own === undefined) return undefined;
  const outcome =
    own.kind === "result"
      ? { case: "result" as const, value: payloadMessage(own.result) }
      : { case: "failure" as const, value: failureMessage(own.failure) };
  return create(TaskOutcomeSchema, { outcome });
}

function causeMessage({ taskId, edge, context }: TaskCause): Cause {
  return { $typeName: "lazyengine.v1.Cause", taskId, edge, context: optionalPayloadMessage(context) };
}

/** What a ready task takes on the wire, counted generously: for keeping frames within their limit. */
export function readyTaskBytes(task: ReadyTask): number {
  let bytes = READY_TASK_BYTES + payloadBytes(task.input) + payloadBytes(task.item) + payloadBytes(task.flowInput);
  bytes += 4 * (2 * task.name.length + task.taskId.length + 2 * task.queue.length + task.flowId.length);
  for (const [key, value] of Object.entries(task.labels)) bytes += 4 * (key.length + value.length) + 12;
  for (const [taskId, result] of Object.entries(task.dependencyResults)) {
    bytes += 4 * taskId.length + payloadBytes(result);
  }
  return bytes + handedBytes(task);
}

function handedBytes({ own, causes, memo, globals = {} }: ReadyTask): number {
  let bytes = payloadBytes(memo);
  if (own?.kind === "result") bytes += payloadBytes(own.result);
  else if (own !== undefined) bytes += own.failure.message.length * 4 + (own.failure.details?.data.length ?? 0) + 1_000;
  for (const { taskId, context } of causes) bytes += 4 * taskId.length + 16 + payloadBytes(context);
  for (const [key, value] of Object.entries(globals)) bytes += 4 * key.length + payloadBytes(value);
  return bytes;
}

/** The fixed parts: numbers, times, tokens. */
const READY_TASK_BYTES = 400;

function payloadBytes(payload: Payload | undefined): number {
  if (payload === undefined) return 0;
  let bytes = payload.data.length + 4 * payload.contentType.length + 32;
  for (const [key, value] of Object.entries(payload.metadata)) bytes += 4 * (key.length + value.length) + 12;
  return bytes;
}
