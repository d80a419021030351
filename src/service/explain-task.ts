/**
 * ExplainTask: why a task does not run, or why it did.
 */
import type { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { explanationMessage } from "./messages/explanation.js";
import type { Service } from "./service.js";

export function explainTask({ engine }: Service): UnaryHandler<typeof LazyEngine.method.explainTask> {
  return async ({ namespace, flowId, taskId }, call) =>
    explanationMessage(await engine.explainTask({ namespace, flowId, taskId }, call));
}
