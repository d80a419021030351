/**
 * RevertFlow: undoes all that a flow has done.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, RevertFlowResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import type { Service } from "./service.js";

export function revertFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.revertFlow> {
  return async (message, call) =>
    create(RevertFlowResponseSchema, controlAnswer(await engine.revertFlow(controlRequestOf(message), call)));
}
