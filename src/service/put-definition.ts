/**
 * PutDefinition: stores a definition under its name.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, PutDefinitionResponseSchema } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../engine/engine-error.js";
import type { UnaryHandler } from "./call.js";
import { flowDefinitionOf } from "./messages/flow-spec.js";
import { refuseUnknownFields } from "./messages/unknown-fields.js";
import type { Service } from "./service.js";

export function putDefinition({ engine }: Service): UnaryHandler<typeof LazyEngine.method.putDefinition> {
  return async (message, call) => {
    refuseUnknownFields(message, "");
    const { namespace, spec } = message;
    if (spec === undefined) {
      throw new EngineError("INVALID_FIELD", "spec: is required", { metadata: { field: "spec" } });
    }
    const put = await engine.putDefinition({ namespace, spec: flowDefinitionOf(spec, "spec") }, call);
    const { digest, created, warnings } = put;
    return create(PutDefinitionResponseSchema, { digest, created, warnings: [...warnings] });
  };
}
