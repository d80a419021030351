/**
 * RetryFlow: runs tasks of a flow again.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, RetryFlowResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import { payloadOf } from "./messages/payload.js";
import type { Service } from "./service.js";

export function retryFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.retryFlow> {
  return async (message, call) => {
    const { tasks, reset, input } = message;
    const given = input === undefined ? undefined : { input: payloadOf(input) };
    const response = await engine.retryFlow({ ...controlRequestOf(message), tasks, reset, ...given }, call);
    return create(RetryFlowResponseSchema, controlAnswer(response));
  };
}
