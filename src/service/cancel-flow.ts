/**
 * CancelFlow: ends a flow CANCELLED.
 */
import { create } from "@bufbuild/protobuf";
import { CancelFlowResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import { millisOfDuration } from "./messages/times.js";
import type { Service } from "./service.js";

export function cancelFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.cancelFlow> {
  return async (message, call) => {
    const grace = message.grace === undefined ? undefined : { graceMs: millisOfDuration(message.grace, "grace") };
    const response = await engine.cancelFlow({ ...controlRequestOf(message), ...grace }, call);
    return create(CancelFlowResponseSchema, controlAnswer(response));
  };
}
