/**
 * RetryFlow: runs tasks of a flow again.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, RetryFlowResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import { readItemRetry } from "./messages/enum-names.js";
import { payloadOf } from "./messages/payload.js";
import type { Service } from "./service.js";

export function retryFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.retryFlow> {
  return async (message, call) => {
    const { tasks, reset } = message;
    const items = readItemRetry(message.items, "items");
    const input = message.input && payloadOf(message.input);
    const given = { ...(input !== undefined && { input }), ...(items !== undefined && { items }) };
    const response = await engine.retryFlow({ ...controlRequestOf(message), tasks, reset, ...given }, call);
    return create(RetryFlowResponseSchema, controlAnswer(response));
  };
}
