/**
 * ListConcurrencyKeys: the concurrency keys of a namespace by name.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ListConcurrencyKeysResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { keyMessage } from "./messages/concurrency-key.js";
import type { Service } from "./service.js";

export function listConcurrencyKeys({ engine }: Service): UnaryHandler<typeof LazyEngine.method.listConcurrencyKeys> {
  return async ({ namespace, keys: names, pageSize, pageToken }, call) => {
    const request = { namespace, keys: names, pageSize, ...(pageToken === "" ? undefined : { pageToken }) };
    const { keys, nextPageToken, truncated } = await engine.listConcurrencyKeys(request, call);
    return create(ListConcurrencyKeysResponseSchema, { keys: keys.map(keyMessage), nextPageToken, truncated });
  };
}
