/**
 * Between the Node client's values and those of the contract's tests: the same shapes, but for payloads that are not
 * JSON, counts, and changes.
 */

import type * as client from "../../../src/client/index.js";
import {
  type FailureInput as ClientFailure,
  LazyEngineError,
  Payload,
  parseFlowFile,
  type TaskCompletion,
} from "../../../src/client/index.js";
import { ContractError } from "../contract-error.js";
import type { FailureInput, SpawnInput } from "../outcome-input.js";
import type { Completion, ControlResponse, ItemResult, TaskCompleteResponse } from "../subject.js";
import type { Flow, StateChange } from "../values.js";
import { clientDecision } from "./client-decision.js";
import { given, isRaw } from "./engine-payloads.js";

/** A payload as it is given to the client. */
export function payloadInput(value: unknown): unknown {
  if (!isRaw(value)) return value;
  const { base64, content_type: contentType, metadata = {} } = value["@payload"];
  return new Payload(Buffer.from(base64, "base64"), contentType, metadata);
}

/** The client's value with every Payload in it in the form of flow files. */
export function plain<Value>(value: Value): Value {
  // What is not a Payload keeps its shape, and payloads are of no type that anybody relies on.
  return plainPart(value) as Value;
}

function plainPart(value: unknown): unknown {
  if (value instanceof Payload) {
    const { data, contentType, metadata } = value;
    return { "@payload": { base64: Buffer.from(data).toString("base64"), content_type: contentType, metadata } };
  }
  if (Array.isArray(value)) return value.map(plainPart);
  if (typeof value !== "object" || value === null || value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainPart(part)]));
}

export function flowOf({ counts, ...flow }: client.Flow): Flow {
  const byState = Object.fromEntries(counts.map(({ state, count }) => [state, count]));
  // The server always tells these times.
  return { ...plain(flow), counts: byState } as Flow;
}

export function changeOf({ taskId, task, flow, time = 0, reason, message }: client.StateChange): StateChange {
  const { attempt = 0, tries = 0 } = task ?? {};
  return {
    taskId,
    from: task?.from ?? flow?.from ?? "",
    to: task?.to ?? flow?.to ?? "",
    attempt,
    tries,
    time,
    reason,
    message,
    intent: task?.intent ?? "",
  };
}

export function answerOf({ flow, changes, ...answer }: client.TaskCompleteResponse): TaskCompleteResponse {
  return {
    ...(plain(answer) as Omit<TaskCompleteResponse, "flow" | "changes">),
    flow: flowOf(flow),
    changes: changes.map(changeOf),
  };
}

export function answerItemOf(item: client.ItemResult<client.TaskCompleteResponse>): ItemResult<TaskCompleteResponse> {
  return "error" in item ? { error: contractError(item.error) } : { value: answerOf(item.value) };
}

export function controlOf({ flow, changes, ...answer }: client.ControlResponse): ControlResponse {
  return { ...answer, flow: flowOf(flow), changes: changes.map(changeOf) };
}

export function failureInput({ details, retryAfterMs, causes, ...failure }: FailureInput): ClientFailure {
  return {
    ...failure,
    ...given("details", details === undefined ? undefined : payloadInput(details)),
    ...given("retryAfter", retryAfterMs),
    ...given("causes", causes?.map(failureInput)),
  };
}

export async function translating<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw contractError(error);
  }
}

/** Throws what is no refusal. */
export function contractError(error: unknown): ContractError {
  if (!(error instanceof LazyEngineError)) throw error;
  const { code, reason, message, metadata, violations, retryAfterMs } = error;
  return new ContractError(
    { code, reason, message, metadata, violations, ...given("retryAfterMs", retryAfterMs) },
    error,
  );
}

export function errorOf(error: LazyEngineError | undefined): ContractError | undefined {
  return error === undefined ? undefined : contractError(error);
}

export function completionOf(completion: Completion): TaskCompletion {
  const { result, failure, deferred, cancelled, spawn, decision, memo, ...rest } = completion;
  const fields = {
    ...rest,
    ...given("decision", decision && clientDecision(decision)),
    ...given("memo", memo === undefined ? undefined : payloadInput(memo)),
  };
  if ("result" in completion) return { ...fields, result: payloadInput(result) };
  if (failure !== undefined) return { ...fields, failure: failureInput(failure) };
  if (spawn !== undefined) return { ...fields, spawn: spawnInput(spawn) };
  if (deferred === undefined && cancelled === undefined && decision !== undefined) {
    return { ...fields, decision: clientDecision(decision) };
  }
  if (deferred === undefined) return { ...fields, cancelled: cancelled ?? {} };
  const { timeoutMs, heartbeatTimeoutMs } = deferred;
  return { ...fields, deferred: { ...given("timeout", timeoutMs), ...given("heartbeatTimeout", heartbeatTimeoutMs) } };
}

function spawnInput({ spec, flowDigest, input, labels }: SpawnInput): client.SpawnInput {
  return {
    ...given("spec", spec && parseFlowFile(JSON.stringify(spec))),
    ...given("flowDigest", flowDigest),
    ...given("input", input === undefined ? undefined : payloadInput(input)),
    ...given("labels", labels),
  };
}
