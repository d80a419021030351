/**
 * ListDefinitions: the definitions that were put, newest first.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ListDefinitionsResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { definitionMessage } from "./messages/definition.js";
import type { Service } from "./service.js";

export function listDefinitions({ engine }: Service): UnaryHandler<typeof LazyEngine.method.listDefinitions> {
  return async ({ namespace, name, pageSize, pageToken }, call) => {
    const request = {
      namespace,
      ...(name === "" ? undefined : { name }),
      pageSize,
      ...(pageToken === "" ? undefined : { pageToken }),
    };
    const { definitions, nextPageToken } = await engine.listDefinitions(request, call);
    return create(ListDefinitionsResponseSchema, {
      definitions: definitions.map(definitionMessage),
      nextPageToken,
    });
  };
}
