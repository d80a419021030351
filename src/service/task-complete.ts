/**
 * TaskComplete: records what became of a task.
 */
import type { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { completionAnswer, completionOf } from "./messages/completion.js";
import type { Service } from "./service.js";

export function taskComplete({ engine }: Service): UnaryHandler<typeof LazyEngine.method.taskComplete> {
  return async (message, call) =>
    completionAnswer(await engine.taskComplete(completionOf(message, message.namespace, "FULL"), call));
}
