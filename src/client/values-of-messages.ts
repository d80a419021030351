/**
 * Messages into the plain values of `values.ts`. Optional properties are left out where a message has nothing.
 */
import { durationMs } from "@bufbuild/protobuf/wkt";
import type { Definition as DefinitionMessage } from "#gen/lazyengine/v1/definition_pb.js";
import type { Cause as CauseMessage } from "#gen/lazyengine/v1/edge_pb.js";
import type { Failure as FailureMessage } from "#gen/lazyengine/v1/failure_pb.js";
import type { Flow as FlowMessage } from "#gen/lazyengine/v1/flow_pb.js";
import type { Payload as PayloadMessage } from "#gen/lazyengine/v1/payload_pb.js";
import type {
  ReadyTask as ReadyTaskMessage,
  TaskOutcome as TaskOutcomeMessage,
} from "#gen/lazyengine/v1/ready_task_pb.js";
import type {
  CancelRequested as CancelMessage,
  Revoked as RevokedMessage,
} from "#gen/lazyengine/v1/session_frames_pb.js";
import type { StateChange as StateChangeMessage } from "#gen/lazyengine/v1/state_change_pb.js";
import { FlowState, Intent, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import {
  AttemptEnd,
  type TaskAttempt as AttemptMessage,
  type Progress as ProgressMessage,
  type TaskDetails as TaskDetailsMessage,
  type TaskRef as TaskRefMessage,
} from "#gen/lazyengine/v1/task_pb.js";
import { Phase, WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import { failureValue, failureValues } from "./failures.js";
import { payloadValue } from "./payload.js";
import { scopeAttemptValue } from "./scopes.js";
import { timeOf } from "./times.js";
import type * as values from "./values.js";

type Enum<Name extends string> = { readonly [Key in Name]: number };

/** The name of an enum's value. */
export function nameOf<Name extends string>(values: Enum<Name>, number: number): Name {
  // A generated enum maps its numbers to their names too, which its type does not say.
  const names = values as unknown as Readonly<Record<number, Name | undefined>>;
  return names[number] ?? ("UNSPECIFIED" as Name);
}

/** The properties whose value is there. */
function present<Values extends object>(values: Values): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  // Only properties that are undefined are dropped, which is what the type says.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>;
  };
}

function optionalFailure(message: FailureMessage | undefined): values.Failure | undefined {
  return message === undefined ? undefined : failureValue(message);
}

export function flowValue(message: FlowMessage): values.Flow {
  const { parent } = message;
  return {
    flowId: message.flowId,
    namespace: message.namespace,
    name: message.name,
    state: nameOf(FlowState, message.state),
    revision: message.revision,
    version: Number(message.version),
    labels: message.labels,
    priority: message.priority,
    definitionDigest: message.definitionDigest,
    counts: message.counts.map(({ state, count }) => ({ state: nameOf(TaskState, state), count })),
    rootFlowId: message.rootFlowId,
    ...present({
      createTime: timeOf(message.createTime),
      startTime: timeOf(message.startTime),
      endTime: timeOf(message.endTime),
      updateTime: timeOf(message.updateTime),
      notBeforeTime: timeOf(message.notBeforeTime),
      deadline: timeOf(message.deadline),
      countsAsOf: timeOf(message.countsAsOf),
      input: payloadValue(message.input),
      failure: optionalFailure(message.failure),
      output: payloadValue(message.output),
      globals: Object.keys(message.globals).length === 0 ? undefined : payloadValues(message.globals),
      parent:
        parent === undefined ? undefined : { flowId: parent.flowId, taskId: parent.taskId, attempt: parent.attempt },
    }),
  };
}

export function taskRefValue(message: TaskRefMessage): values.TaskRef {
  const { flowId, taskId, name, type, queue, attempt, priority } = message;
  return { flowId, taskId, name, type, queue, attempt, priority };
}

export function stateChangeValue(message: StateChangeMessage): values.StateChange {
  const { taskId, attempt, tries, reason, message: text } = message;
  const task = {
    from: nameOf(TaskState, message.taskFrom),
    to: nameOf(TaskState, message.taskTo),
    attempt,
    tries,
    intent: nameOf(Intent, message.intent),
  };
  const from = message.flowFrom === FlowState.UNSPECIFIED ? undefined : nameOf(FlowState, message.flowFrom);
  const flow = { to: nameOf(FlowState, message.flowTo), ...present({ from }) };
  return {
    taskId,
    reason,
    message: text,
    ...(taskId === "" ? { flow } : { task }),
    ...present({ time: timeOf(message.time) }),
  };
}

function progressValue(message: ProgressMessage): values.Progress {
  return {
    fraction: message.fraction,
    ...present({ details: payloadValue(message.details), updateTime: timeOf(message.updateTime) }),
  };
}

function attemptValue(message: AttemptMessage): values.TaskAttempt {
  const { attempt, tries, workerId, sessionId, outcomeDigest } = message;
  return {
    attempt,
    tries,
    workerId,
    sessionId,
    end: nameOf(AttemptEnd, message.end),
    outcomeDigest,
    kind: nameOf(WorkKind, message.kind),
    ...present({
      readyTime: timeOf(message.readyTime),
      claimTime: timeOf(message.claimTime),
      endTime: timeOf(message.endTime),
      failure: optionalFailure(message.failure),
      childFlowId: message.childFlowId || undefined,
    }),
  };
}

export function taskDetailsValue(message: TaskDetailsMessage): values.TaskDetails {
  return {
    taskId: message.taskId,
    name: message.name,
    type: message.type,
    queue: message.queue,
    state: nameOf(TaskState, message.state),
    stateReason: message.stateReason,
    intent: nameOf(Intent, message.intent),
    kind: nameOf(WorkKind, message.kind),
    deferred: message.deferred,
    attempt: message.attempt,
    tries: message.tries,
    workerId: message.workerId,
    sessionId: message.sessionId,
    labels: message.labels,
    dependsOn: message.dependsOn,
    causes: message.causes.map(causeValue),
    fired: message.fired.map(({ edge, message: text }) => ({ edge, message: text })),
    round: message.round,
    metadata: message.metadata,
    attempts: message.attempts.map(attemptValue),
    scopeHistory: message.scopeHistory.map(scopeAttemptValue),
    failuresTruncated: message.failuresTruncated,
    ...present({
      nextAttemptTime: timeOf(message.nextAttemptTime),
      deadline: timeOf(message.deadline),
      input: payloadValue(message.input),
      readyTime: timeOf(message.readyTime),
      startTime: timeOf(message.startTime),
      endTime: timeOf(message.endTime),
      result: payloadValue(message.result),
      failure: optionalFailure(message.failure),
      revertResult: payloadValue(message.revertResult),
      revertFailure: optionalFailure(message.revertFailure),
      progress: message.progress === undefined ? undefined : progressValue(message.progress),
      phase: phaseValue(message.phase),
      memo: payloadValue(message.memo),
      context: payloadValue(message.context),
      item: payloadValue(message.item),
      itemIndex: message.itemIndex,
      itemCount: message.itemCount,
      childFlowId: message.childFlowId || undefined,
    }),
  };
}

export function causeValue({ taskId, edge, context }: CauseMessage): values.TaskCause {
  return { taskId, edge, ...present({ context: payloadValue(context) }) };
}

export function phaseValue(phase: Phase): values.Phase | undefined {
  if (phase === Phase.START) return "START";
  if (phase === Phase.END) return "END";
  if (phase === Phase.FAILURE) return "FAILURE";
  return phase === Phase.OUTPUT ? "OUTPUT" : undefined;
}

/** Undefined where there is nothing to decide about. */
export function ownValue(own: TaskOutcomeMessage | undefined): values.OwnOutcome | undefined {
  switch (own?.outcome.case) {
    case "result":
      return { result: payloadValue(own.outcome.value) };
    case "failure":
      return { failure: failureValue(own.outcome.value) };
    default:
      return undefined;
  }
}

export function payloadValues(messages: Readonly<Record<string, PayloadMessage>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(messages).map(([key, payload]) => [key, payloadValue(payload)]));
}

export function readyTaskValue(message: ReadyTaskMessage): values.ReadyTask {
  const { flowId, taskId, name, type, queue, attempt, tries, claimToken } = message;
  return {
    flowId,
    taskId,
    name,
    type,
    queue,
    kind: nameOf(WorkKind, message.kind),
    attempt,
    tries,
    claimToken,
    intent: nameOf(Intent, message.intent),
    dependencyResults: payloadValues(message.dependencyResults),
    resultsTruncated: message.resultsTruncated,
    priority: message.priority,
    labels: message.labels,
    traceContext: message.traceContext,
    causes: message.causes.map(causeValue),
    contextsTruncated: message.contextsTruncated,
    globals: payloadValues(message.globals),
    failures: failureValues(message.failures),
    history: message.history.map(scopeAttemptValue),
    failuresTruncated: message.failuresTruncated,
    ...present({
      phase: phaseValue(message.phase),
      own: ownValue(message.own),
      memo: payloadValue(message.memo),
      input: payloadValue(message.input),
      item: payloadValue(message.item),
      itemIndex: message.itemIndex,
      flowInput: payloadValue(message.flowInput),
      readyTime: timeOf(message.readyTime),
      deadline: timeOf(message.deadline),
      heartbeatTimeoutMs: message.heartbeatTimeout === undefined ? undefined : durationMs(message.heartbeatTimeout),
    }),
  };
}

export function definitionValue(message: DefinitionMessage): values.Definition {
  const { digest, name, version, taskCount } = message;
  return { digest, name, version, taskCount, ...present({ putTime: timeOf(message.putTime) }) };
}

export function revokedValue(message: RevokedMessage): values.Revoked {
  const { flowId, taskId, claimToken } = message;
  return { flowId, taskId, claimToken, reason: nameOf(AttemptEnd, message.reason) };
}

export function cancelRequestedValue(message: CancelMessage): values.CancelRequested {
  const { flowId, taskId, claimToken, reason } = message;
  return { flowId, taskId, claimToken, reason, ...present({ deadline: timeOf(message.deadline) }) };
}
