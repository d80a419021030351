/**
 * EndFlow: ends a flow as its caller says.
 */
import { create } from "@bufbuild/protobuf";
import { EndFlowResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { controlAnswer, controlRequestOf } from "./messages/control.js";
import { readEndState, readInFlight, readRequired } from "./messages/enum-names.js";
import { payloadOf } from "./messages/payload.js";
import type { Service } from "./service.js";

export function endFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.endFlow> {
  return async (message, call) => {
    const { output } = message;
    const state = readRequired(readEndState, message.state, "state");
    const request = {
      ...controlRequestOf(message),
      state,
      message: message.message,
      ...(output !== undefined && { output: payloadOf(output) }),
      inFlight: readInFlight(message.inFlight, "in_flight") ?? ("LEAVE" as const),
    };
    return create(EndFlowResponseSchema, controlAnswer(await engine.endFlow(request, call)));
  };
}
