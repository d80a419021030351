/**
 * What the engine answers, as the contract's plain values.
 */
import type * as engine from "../../../src/engine/index.js";
import type { ConcurrencyKey } from "../concurrency-key-requests.js";
import type { Queue } from "../queue-requests.js";
import type { SessionFrame as SessionFrameValue } from "../subject.js";
import type {
  Failure,
  Flow,
  ReadyTask,
  ScopeAttempt,
  StateChange,
  TaskAttempt,
  TaskDetails,
  TaskRef,
} from "../values.js";
import { given, valueOfPayload } from "./engine-payloads.js";

export function flowOf({ input, output, globals, failure, counts, ...flow }: engine.Flow): Flow {
  return {
    ...flow,
    counts: Object.fromEntries(counts.map(({ state, count }) => [state, count])),
    ...given("input", valueOfPayload(input)),
    ...given("output", valueOfPayload(output)),
    ...given("globals", globals && valuesOfPayloads(globals)),
    ...given("failure", failure && failureOf(failure)),
  };
}

function valuesOfPayloads(payloads: Readonly<Record<string, engine.Payload>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payloads).map(([key, payload]) => [key, valueOfPayload(payload)]));
}

export function failureOf({ details, causes, ...failure }: engine.Failure): Failure {
  return { ...failure, ...given("details", valueOfPayload(details)), causes: causes.map(failureOf) };
}

export function keyOf({ readySince, ...key }: engine.ConcurrencyKey): ConcurrencyKey {
  return { ...key, ...given("readySinceTime", readySince) };
}

export function queueOf({ work, ...queue }: engine.Queue): Queue {
  const named = work.map(({ readySince, ...one }) => ({ ...one, ...given("readySinceTime", readySince) }));
  return { ...queue, work: named };
}

export function taskRefOf({ attempt = 0, priority = 0, ...ref }: engine.TaskRef): TaskRef {
  return { ...ref, attempt, priority };
}

export function changeOf({ taskId, task, flow, time, reason = "", message = "" }: engine.StateChange): StateChange {
  return {
    taskId,
    from: task?.from ?? flow?.from ?? "",
    to: task?.to ?? flow?.to ?? "",
    attempt: task?.attempt ?? 0,
    tries: task?.tries ?? 0,
    time,
    reason,
    message,
    intent: task?.intent ?? "",
  };
}

function failuresOf(failures: Readonly<Record<string, engine.Failure>> = {}): Readonly<Record<string, Failure>> {
  return Object.fromEntries(Object.entries(failures).map(([name, failure]) => [name, failureOf(failure)]));
}

function scopeAttemptsOf(attempts: readonly engine.ScopeAttempt[] = []): readonly ScopeAttempt[] {
  return attempts.map(({ value, failures, own }) => ({
    failures: failuresOf(failures),
    ...given("value", valueOfPayload(value)),
    ...given("own", own && failureOf(own)),
  }));
}

export function taskOf({
  skipReason,
  input,
  item,
  result,
  failure,
  progress,
  attempts,
  memo,
  context,
  causes,
  kind,
  revertResult,
  revertFailure,
  scopeHistory,
  ...task
}: engine.TaskDetails): TaskDetails {
  return {
    ...task,
    kind: kind ?? "UNSPECIFIED",
    scopeHistory: scopeAttemptsOf(scopeHistory),
    ...given("revertResult", valueOfPayload(revertResult)),
    ...given("revertFailure", revertFailure && failureOf(revertFailure)),
    stateReason: skipReason ?? "",
    attempts: attempts.map(attemptOf),
    causes: causes.map(({ taskId, edge }) => ({ taskId, edge })),
    ...given("memo", valueOfPayload(memo)),
    ...given("context", valueOfPayload(context)),
    ...given("input", valueOfPayload(input)),
    ...given("item", valueOfPayload(item)),
    ...given("result", valueOfPayload(result)),
    ...given("failure", failure && failureOf(failure)),
    ...given("progress", progress && { ...progress, details: valueOfPayload(progress.details) }),
  };
}

function attemptOf({ end, outcomeDigest = "", failure, ...attempt }: engine.TaskAttempt): TaskAttempt {
  return { ...attempt, end: end ?? "", outcomeDigest, ...given("failure", failure && failureOf(failure)) };
}

export function readyTaskOf(task: engine.ReadyTask): ReadyTask {
  const { input, item, flowInput, dependencyResults, traceContext = "", own, causes, memo, globals, ...others } = task;
  const { failures, history, ...rest } = others;
  return {
    ...rest,
    failures: failuresOf(failures),
    history: scopeAttemptsOf(history),
    traceContext,
    dependencyResults: valuesOfPayloads(dependencyResults),
    causes: causes.map(({ context, ...cause }) => ({ ...cause, ...given("context", valueOfPayload(context)) })),
    ...given("own", own && ownOf(own)),
    ...given("memo", valueOfPayload(memo)),
    ...given("globals", globals && valuesOfPayloads(globals)),
    ...given("input", valueOfPayload(input)),
    ...given("item", valueOfPayload(item)),
    ...given("flowInput", valueOfPayload(flowInput)),
  };
}

export function sessionFrameOf(frame: engine.SessionFrame): SessionFrameValue {
  return frame.kind === "ready_tasks" ? { kind: "ready_tasks", tasks: frame.tasks.map(readyTaskOf) } : frame;
}

function ownOf(own: NonNullable<engine.ReadyTask["own"]>): NonNullable<ReadyTask["own"]> {
  return own.kind === "result" ? { result: valueOfPayload(own.result) } : { failure: failureOf(own.failure) };
}
