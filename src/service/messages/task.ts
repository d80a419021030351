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
  Failure,
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
  failureMessages,
  optionalFailureMessage,
  optionalPayloadMessage,
  payloadMessage,
  payloadMessages,
} from "./payload.js";
import { scopeAttemptMessages } from "./scope.js";
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
    kind: task.kind === undefined ? WorkKind.UNSPECIFIED : WorkKind[task.kind],
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
    revertResult: optionalPayloadMessage(task.revertResult),
    revertFailure: optionalFailureMessage(task.revertFailure),
    scopeHistory: scopeAttemptMessages(task.scopeHistory),
    failuresTruncated: task.failuresTruncated,
    item: optionalPayloadMessage(task.item),
    ...(task.itemIndex !== undefined && { itemIndex: task.itemIndex }),
    ...(task.itemCount !== undefined && { itemCount: task.itemCount }),
    childFlowId: task.childFlowId ?? "",
    round: task.round ?? 0,
    metadata: task.metadata ?? {},
  };
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
    kind: WorkKind[attempt.kind],
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
    kind: WorkKind[task.kind],
    phase: task.phase === undefined ? Phase.UNSPECIFIED : Phase[task.phase],
    intent: Intent[task.intent],
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
    failures: failureMessages(task.failures),
    history: scopeAttemptMessages(task.history),
    failuresTruncated: task.failuresTruncated,
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

function handedBytes({ own, causes, memo, globals = {}, failures = {}, history = [] }: ReadyTask): number {
  let bytes = payloadBytes(memo) + failuresBytes(failures);
  if (own?.kind === "result") bytes += payloadBytes(own.result);
  else if (own !== undefined) bytes += failureBytes(own.failure);
  for (const { value, failures: failed, own: failure } of history) {
    bytes += payloadBytes(value) + failuresBytes(failed) + (failure === undefined ? 0 : failureBytes(failure)) + 16;
  }
  for (const { taskId, context } of causes) bytes += 4 * taskId.length + 16 + payloadBytes(context);
  for (const [key, value] of Object.entries(globals)) bytes += 4 * key.length + payloadBytes(value);
  return bytes;
}

function failuresBytes(failures: Readonly<Record<string, Failure>>): number {
  return Object.entries(failures).reduce((sum, [name, failure]) => sum + 4 * name.length + failureBytes(failure), 0);
}

function failureBytes({ message, details, causes }: Failure): number {
  const own = message.length * 4 + payloadBytes(details) + 1_000;
  return causes.reduce((sum, cause) => sum + failureBytes(cause), own);
}

/** The fixed parts: numbers, times, tokens. */
const READY_TASK_BYTES = 400;

function payloadBytes(payload: Payload | undefined): number {
  if (payload === undefined) return 0;
  let bytes = payload.data.length + 4 * payload.contentType.length + 32;
  for (const [key, value] of Object.entries(payload.metadata)) bytes += 4 * (key.length + value.length) + 12;
  return bytes;
}
