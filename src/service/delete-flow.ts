/**
 * DeleteFlow: removes an ended flow.
 */
import { create } from "@bufbuild/protobuf";
import { DeleteFlowResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlRequestOf } from "./messages/control.js";
import { optionalFlowMessage } from "./messages/flow.js";
import type { Service } from "./service.js";

export function deleteFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.deleteFlow> {
  return async (message, call) => {
    const request = { ...controlRequestOf(message), allowMissing: message.allowMissing };
    const { flow } = await engine.deleteFlow(request, call);
    return create(DeleteFlowResponseSchema, { flow: optionalFlowMessage(flow) });
  };
}
