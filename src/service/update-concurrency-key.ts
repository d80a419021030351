/**
 * UpdateConcurrencyKey: sets how many tasks that name a key are held at once.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, UpdateConcurrencyKeyResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { keyMessage } from "./messages/concurrency-key.js";
import type { Service } from "./service.js";

export function updateConcurrencyKey({ engine }: Service): UnaryHandler<typeof LazyEngine.method.updateConcurrencyKey> {
  return async ({ namespace, key: name, requestId, reason, limit }, call) => {
    const { key, replayed } = await engine.updateConcurrencyKey(
      { namespace, key: name, requestId, reason, limit },
      call,
    );
    return create(UpdateConcurrencyKeyResponseSchema, { key: keyMessage(key), replayed });
  };
}
