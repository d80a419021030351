/**
 * Between the driver's values and those of the contract's tests: names in snake_case and camelCase, times as RFC 3339,
 * durations as text, what is absent left out.
 */
import type { DecisionInput } from "../decision-input.js";
import type { FailureInput, SpawnInput } from "../outcome-input.js";
import type { Assumption } from "../simulate-request.js";
import type { Completion, ProgressReport } from "../subject.js";
import type {
  Failure,
  Flow,
  ReadyTask,
  ScopeAttempt,
  SimulatedTask,
  Simulation,
  StateChange,
  TaskDetails,
} from "../values.js";
import { given } from "./engine-payloads.js";

/** A JSON object of the driver. */
export type Plain = Readonly<Record<string, unknown>>;

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The request's fields in snake_case; their values are plain. */
export function snake(request: object): Plain {
  const entries = Object.entries(request).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}

export function durationMs(text: string): number {
  return Math.round(Number.parseFloat(text) * 1_000);
}

export function durationOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${ms}ms`;
}

export function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** JSON's null is what the Python client calls an empty payload; the value null travels as the bytes that it is. */
export function payloadInput(value: unknown): unknown {
  if (value === undefined) return null;
  if (value !== null) return value;
  return { "@payload": { base64: Buffer.from("null").toString("base64"), content_type: "application/json" } };
}

/** What holds the users' own keys and values: taken as it is. */
const OPAQUE = new Set([
  "input",
  "flow_input",
  "result",
  "details",
  "labels",
  "dependency_results",
  "metadata",
  "output",
  "globals",
  "memo",
  "context",
  "item",
]);

/** The value with its fields in camelCase, times and durations as milliseconds. */
export function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => field(name, part)));
}

function field(name: string, value: unknown): [string, unknown] {
  const key = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (OPAQUE.has(name)) return [key, value];
  if (typeof value === "string" && /(_time|^time|^deadline|^counts_as_of)$/.test(name)) return [key, Date.parse(value)];
  if (name === "lease_duration") return ["leaseMs", durationMs(String(value))];
  if (/^(heartbeat_timeout|retry_after|reconnect_after)$/.test(name)) return [`${key}Ms`, durationMs(String(value))];
  return [key, camel(value)];
}

interface DrivenFlow extends Omit<Flow, "counts" | "failure"> {
  readonly counts: readonly { readonly state: string; readonly count: number }[];
  readonly failure?: DrivenFailure;
}

interface DrivenFailure extends Omit<Failure, "retryable" | "causes"> {
  readonly retryable?: boolean;
  readonly causes: readonly DrivenFailure[];
}

export function flowOf(value: unknown): Flow {
  // The fields of the driver's answers are those of the messages.
  const { counts, failure, ...flow } = camel(value) as DrivenFlow;
  const byState = Object.fromEntries(counts.map(({ state, count }) => [state, count]));
  return { ...flow, counts: byState, ...given("failure", failure && failureOf(failure)) };
}

function failureOf({ retryable = true, causes, ...failure }: DrivenFailure): Failure {
  return { ...failure, retryable, causes: causes.map(failureOf) };
}

export function taskOf(value: unknown): TaskDetails {
  const { failure, revertFailure, attempts, scopeHistory, ...task } = camel(value) as TaskDetails & {
    readonly failure?: DrivenFailure;
    readonly revertFailure?: DrivenFailure;
  };
  const told = attempts.map(({ failure: why, ...attempt }) => ({
    ...attempt,
    ...given("failure", why && failureOf(why)),
  }));
  return {
    ...task,
    attempts: told,
    scopeHistory: scopeHistory.map(scopeAttemptOf),
    ...given("failure", failure && failureOf(failure)),
    ...given("revertFailure", revertFailure && failureOf(revertFailure)),
  };
}

function scopeAttemptOf({ failures, own, ...attempt }: ScopeAttempt): ScopeAttempt {
  return { ...attempt, failures: failuresOf(failures), ...given("own", own && failureOf(own)) };
}

function failuresOf(failures: Readonly<Record<string, DrivenFailure>>): Readonly<Record<string, Failure>> {
  return Object.fromEntries(Object.entries(failures).map(([name, failure]) => [name, failureOf(failure)]));
}

export function readyTaskOf(value: unknown): ReadyTask {
  const { failures, history, ...task } = camel(value) as ReadyTask;
  return { ...task, failures: failuresOf(failures), history: history.map(scopeAttemptOf) };
}

export function changeOf(value: unknown): StateChange {
  const change = camel(value) as StateChange & Readonly<Record<"taskFrom" | "taskTo" | "flowFrom" | "flowTo", string>>;
  const { taskId, taskFrom, taskTo, flowFrom, flowTo, attempt, tries, time, reason, message, intent } = change;
  const [from, to] = taskId === "" ? [flowFrom, flowTo] : [taskFrom, taskTo];
  const told = { taskId, from: from === "UNSPECIFIED" ? "" : from, to, attempt, tries, time, reason, message };
  return { ...told, intent: taskId === "" ? "" : intent };
}

export function completionOf(completion: Completion): Plain {
  const { flowId, taskId, requestId, attempt, claimToken, responseDetail, failure, deferred, cancelled, spawn } =
    completion;
  return {
    flow_id: flowId,
    task_id: taskId,
    ...given("request_id", requestId),
    ...given("attempt", attempt),
    ...given("claim_token", claimToken),
    ...given("response_detail", responseDetail),
    ...("result" in completion && { result: payloadInput(completion.result) }),
    ...given("failure", failure && failureInput(failure)),
    ...given("deferred", deferred && deferral(deferred)),
    ...given("cancelled", cancelled),
    ...given("spawn", spawn && spawnInput(spawn)),
    ...given("decision", completion.decision && decisionInput(completion.decision)),
    ...given("memo", completion.memo === undefined ? undefined : payloadInput(completion.memo)),
  };
}

function decisionInput({ delayMs, context, globals, plan, end, ...decision }: DecisionInput): Plain {
  const { delayMs: planned, items, ...rest } = plan ?? {};
  return {
    ...snake(decision),
    ...given("delay", durationOf(delayMs)),
    ...given("context", context),
    ...given("globals", globals),
    ...(plan !== undefined && {
      plan: { ...snake(rest), ...given("delay", durationOf(planned)), ...given("items", items?.map(payloadInput)) },
    }),
    ...given("end", end && snake(end)),
  };
}

function failureInput({ details, retryAfterMs, causes, ...failure }: FailureInput): Plain {
  return {
    ...failure,
    ...given("details", details === undefined ? undefined : payloadInput(details)),
    ...given("retry_after", durationOf(retryAfterMs)),
    ...given("causes", causes?.map(failureInput)),
  };
}

function spawnInput({ spec, flowDigest, input, labels }: SpawnInput): Plain {
  return {
    ...given("spec", spec),
    ...given("flow_digest", flowDigest),
    ...given("input", input === undefined ? undefined : payloadInput(input)),
    ...given("labels", labels),
  };
}

function deferral({ timeoutMs, heartbeatTimeoutMs }: NonNullable<Completion["deferred"]>): Plain {
  return {
    ...given("timeout", durationOf(timeoutMs)),
    ...given("heartbeat_timeout", durationOf(heartbeatTimeoutMs)),
  };
}

export function reportOf({ flowId, taskId, claimToken, fraction, details, paused }: ProgressReport): Plain {
  return {
    flow_id: flowId,
    task_id: taskId,
    ...given("claim_token", claimToken),
    ...given("fraction", fraction),
    ...given("details", details === undefined ? undefined : payloadInput(details)),
    ...given("paused", paused),
  };
}

export function assumptionOf({ durationMs: ms, ...assumption }: Assumption): Plain {
  return { ...given("duration", ms === undefined ? undefined : ms / 1_000), ...assumption };
}

export function simulationOf(value: Plain): Simulation {
  const { makespan, tasks, batches, critical_path, ...told } = value;
  return {
    ...(camel(told) as Omit<Simulation, "makespanMs" | "tasks" | "batches" | "criticalPath">),
    makespanMs: durationMs(String(makespan)),
    tasks: listOf(tasks).map(simulatedTaskOf),
    batches: listOf(batches).map((batch) => {
      const { start, task_count } = batch as Plain;
      return { startMs: durationMs(String(start)), count: Number(task_count) };
    }),
    criticalPath: listOf(critical_path).map(simulatedTaskOf),
  };
}

function simulatedTaskOf(value: unknown): SimulatedTask {
  const { reached, start, end, waited, ...task } = value as Plain;
  return {
    ...(camel(task) as { taskId: string; state: string; attempts: number }),
    reachedMs: durationMs(String(reached)),
    waitedMs: durationMs(String(waited)),
    ...given("startMs", start === undefined ? undefined : durationMs(String(start))),
    ...given("endMs", end === undefined ? undefined : durationMs(String(end))),
  };
}
