/**
 * SkipTask: a task of a flow is not to run.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, SkipTaskResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import type { Service } from "./service.js";

export function skipTask({ engine }: Service): UnaryHandler<typeof LazyEngine.method.skipTask> {
  return async (message, call) => {
    const response = await engine.skipTask({ ...controlRequestOf(message), taskId: message.taskId }, call);
    return create(SkipTaskResponseSchema, controlAnswer(response));
  };
}
