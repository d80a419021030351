/**
 * UpdateQueue: sets how a queue hands out.
 */
import { create } from "@bufbuild/protobuf";
import {
  type LazyEngine,
  type RateLimit as RateLimitMessage,
  type UpdateQueueRequest as UpdateMessage,
  UpdateQueueResponseSchema,
} from "#gen/lazyengine/v1/index.js";
import type { UpdateQueueRequest } from "../engine/queue-requests.js";
import type { RateLimit } from "../engine/queue-setting.js";
import type { UnaryHandler } from "./call.js";
import { queueMessage } from "./messages/queue.js";
import { millisOfDuration, millisOfTimestamp } from "./messages/times.js";
import type { Service } from "./service.js";

export function updateQueue({ engine }: Service): UnaryHandler<typeof LazyEngine.method.updateQueue> {
  return async (message, call) => {
    const { queue, replayed } = await engine.updateQueue(updateOf(message), call);
    return create(UpdateQueueResponseSchema, { queue: queueMessage(queue), replayed });
  };
}

function updateOf(message: UpdateMessage): UpdateQueueRequest {
  const { namespace, queue, requestId, reason, paused, pauseEndTime, concurrencyLimit, rateLimit } = message;
  return {
    namespace,
    queue,
    requestId,
    reason,
    ...(paused !== undefined && { paused }),
    ...(concurrencyLimit !== undefined && { concurrencyLimit }),
    ...(rateLimit !== undefined && { rateLimit: rateOf(rateLimit) }),
    ...(pauseEndTime !== undefined && { pauseEndTime: millisOfTimestamp(pauseEndTime, "pause_end_time") }),
  };
}

function rateOf({ tasks, period }: RateLimitMessage): RateLimit {
  return { tasks, periodMs: period === undefined ? 0 : millisOfDuration(period, "rate_limit.period") };
}
