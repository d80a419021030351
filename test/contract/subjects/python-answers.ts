/**
 * The driver's answers to completions.
 */
import type { ItemResult, TaskCompleteResponse } from "../subject.js";
import type { TaskRef } from "../values.js";
import { refusal } from "./python-driver.js";
import { camel, changeOf, flowOf, listOf, type Plain, taskOf } from "./python-values.js";

export function answerOf(value: unknown): TaskCompleteResponse {
  const { task, flow, ready, changes, ...answer } = value as Plain;
  return {
    ...(camel(answer) as { replayed: boolean; changesTruncated: boolean }),
    task: taskOf(task),
    flow: flowOf(flow),
    ready: listOf(ready).map(camel) as TaskRef[],
    changes: listOf(changes).map(changeOf),
  };
}

export function verdictOf(value: unknown): ItemResult<TaskCompleteResponse> {
  const { error, answer } = value as { readonly error?: Parameters<typeof refusal>[0]; readonly answer?: unknown };
  return error === undefined ? { value: answerOf(answer) } : { error: refusal(error) };
}
