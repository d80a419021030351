/**
 * SuspendFlow: stops offering a flow's tasks.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, SuspendFlowResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import type { Service } from "./service.js";

export function suspendFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.suspendFlow> {
  return async (message, call) =>
    create(SuspendFlowResponseSchema, controlAnswer(await engine.suspendFlow(controlRequestOf(message), call)));
}
