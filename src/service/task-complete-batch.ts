/**
 * TaskCompleteBatch: records what became of many tasks, each with a verdict of its own.
 */
import type { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { checkTaskCompleteBatch } from "../engine/checks/index.js";
import type { UnaryHandler } from "./call.js";
import { completeItems, completionVerdict } from "./messages/completion.js";
import { noteItems } from "./note-items.js";
import type { Service } from "./service.js";

export function taskCompleteBatch(service: Service): UnaryHandler<typeof LazyEngine.method.taskCompleteBatch> {
  const { engine, report } = service;
  return async ({ items, namespace }, call) => {
    checkTaskCompleteBatch(items);
    const results = await completeItems(items, namespace, (requests) => engine.taskCompleteBatch(requests, call));
    const verdicts = results.map((result, index) => completionVerdict(result, report, items[index]));
    noteItems(call, items, verdicts);
    return { $typeName: "lazyengine.v1.TaskCompleteBatchResponse", verdicts };
  };
}
