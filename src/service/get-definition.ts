/**
 * GetDefinition: reads a definition with its tasks.
 */
import { create } from "@bufbuild/protobuf";
import { type GetDefinitionRequest, GetDefinitionResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { definitionMessage, flowSpecMessage } from "./messages/definition.js";
import type { Service } from "./service.js";

export function getDefinition({ engine }: Service): UnaryHandler<typeof LazyEngine.method.getDefinition> {
  return async ({ namespace, key }, call) => {
    const { summary, spec } = await engine.getDefinition({ namespace, ...keyOf(key) }, call);
    return create(GetDefinitionResponseSchema, {
      definition: definitionMessage(summary),
      ...(spec !== undefined && { spec: flowSpecMessage(spec) }),
    });
  };
}

/** Nothing where no key is given: the engine refuses that. */
function keyOf(key: GetDefinitionRequest["key"]): { readonly digest?: string; readonly name?: string } {
  if (key.case === "digest") return { digest: key.value };
  return key.case === "name" ? { name: key.value } : {};
}
