/**
 * GetRetention: how long the flows of a namespace are kept.
 */
import { create } from "@bufbuild/protobuf";
import { GetRetentionResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { retentionMessage } from "./messages/retention.js";
import type { Service } from "./service.js";

export function getRetention({ engine }: Service): UnaryHandler<typeof LazyEngine.method.getRetention> {
  return async ({ namespace }, call) => {
    const retention = await engine.getRetention({ namespace }, call);
    return create(GetRetentionResponseSchema, { retention: retentionMessage(retention) });
  };
}
