/**
 * ResumeFlow: offers a suspended flow's tasks again.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ResumeFlowResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import { payloadOf } from "./messages/payload.js";
import type { Service } from "./service.js";

export function resumeFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.resumeFlow> {
  return async (message, call) => {
    const input = message.input === undefined ? undefined : { input: payloadOf(message.input) };
    const response = await engine.resumeFlow({ ...controlRequestOf(message), ...input }, call);
    return create(ResumeFlowResponseSchema, controlAnswer(response));
  };
}
