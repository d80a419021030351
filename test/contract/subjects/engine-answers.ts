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

/** Throws what is no refusal. */
export function contractError(error: unknown): ContractError {
  if (error instanceof EngineError) {
    const { reason, message, metadata, violations, retryAfterMs } = error;
    const init = { reason, message, metadata, violations };
    return new ContractError(retryAfterMs === undefined ? init : { ...init, retryAfterMs }, error);
  }
  if (error instanceof ServiceError) {
    const { reason, message, metadata } = error;
    return new ContractError({ reason, message, metadata, violations: [] }, error);
  }
  throw error;
}
