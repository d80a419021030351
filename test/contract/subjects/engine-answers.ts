/**
 * What the engine's calls end with, answers and refusals, as the contract's tests see them.
 */
import {
  type TaskCompleteResponse as EngineAnswer,
  type ControlResponse as EngineControl,
  EngineError,
  type ItemResult as EngineItem,
} from "../../../src/engine/index.js";
import { ServiceError } from "../../../src/service/service-error.js";
import { ContractError } from "../contract-error.js";
import type { ControlResponse, ItemResult, TaskCompleteResponse } from "../subject.js";
import { given } from "./engine-payloads.js";
import { changeOf, flowOf, taskOf, taskRefOf } from "./engine-values.js";

export function answerOf({ task, ready, flow, changes, ...answer }: EngineAnswer): TaskCompleteResponse {
  return {
    ...answer,
    task: taskOf(task),
    ready: ready.map(taskRefOf),
    flow: flowOf(flow),
    changes: changes.map(changeOf),
  };
}

export function answerItemOf(item: EngineItem<EngineAnswer>): ItemResult<TaskCompleteResponse> {
  return "error" in item ? { error: contractError(item.error) } : { value: answerOf(item.value) };
}

export function controlOf({ flow, changes, ...answer }: EngineControl): ControlResponse {
  return { ...answer, flow: flowOf(flow), changes: changes.map(changeOf) };
}

/** Rejects with a ContractError where the engine refuses, and with what it is where that is a bug. */
export async function translating<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw contractError(error);
  }
}

/** Throws what is no refusal. An error that names its field alone states that as its violation, as the service does. */
export function contractError(error: unknown): ContractError {
  if (!(error instanceof EngineError || error instanceof ServiceError)) throw error;
  const { reason, message, metadata } = error;
  const named = metadata["field"] === undefined ? [] : [{ field: metadata["field"], description: message }];
  const stated = error instanceof EngineError ? error.violations : [];
  const retryAfterMs = error instanceof EngineError ? error.retryAfterMs : undefined;
  const violations = stated.length > 0 ? stated : named;
  return new ContractError({ reason, message, metadata, violations, ...given("retryAfterMs", retryAfterMs) }, error);
}
