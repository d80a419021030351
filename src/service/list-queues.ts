/**
 * ListQueues: the queues of a namespace by name.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ListQueuesResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { queueMessage } from "./messages/queue.js";
import type { Service } from "./service.js";

export function listQueues({ engine }: Service): UnaryHandler<typeof LazyEngine.method.listQueues> {
  return async ({ namespace, queues: names, pageSize, pageToken }, call) => {
    const request = { namespace, queues: names, pageSize, ...(pageToken === "" ? undefined : { pageToken }) };
    const { queues, nextPageToken, truncated } = await engine.listQueues(request, call);
    return create(ListQueuesResponseSchema, { queues: queues.map(queueMessage), nextPageToken, truncated });
  };
}
