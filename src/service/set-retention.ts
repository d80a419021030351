/**
 * SetRetention: says how long the flows of a namespace are kept.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, SetRetentionResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { retentionMessage, retentionRuleOf } from "./messages/retention.js";
import { refuseUnknownFields } from "./messages/unknown-fields.js";
import type { Service } from "./service.js";

export function setRetention({ engine }: Service): UnaryHandler<typeof LazyEngine.method.setRetention> {
  return async (message, call) => {
    refuseUnknownFields(message, "");
    const { namespace, requestId, rules, expectedRevision } = message;
    const request = {
      ...{ namespace, requestId },
      rules: rules.map(retentionRuleOf),
      ...(expectedRevision !== undefined && { expectedRevision }),
    };
    const retention = await engine.setRetention(request, call);
    return create(SetRetentionResponseSchema, { retention: retentionMessage(retention) });
  };
}
