/**
 * Queues as messages.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Queue as QueueMessage,
  QueueSchema,
  QueueWorkSchema,
  RateLimitSchema,
  WorkKind,
} from "#gen/lazyengine/v1/index.js";
import type { Queue } from "../../engine/queue-requests.js";
import type { RateLimit } from "../../engine/queue-setting.js";
import { duration, optionalTimestamp } from "./times.js";

export function queueMessage(queue: Queue): QueueMessage {
  const { pauseEndTime, updateTime, rateLimit, rateNextTime, work, workerIds, ...rest } = queue;
  return create(QueueSchema, {
    ...rest,
    pauseEndTime: optionalTimestamp(pauseEndTime),
    updateTime: optionalTimestamp(updateTime),
    ...(rateLimit !== undefined && { rateLimit: rateMessage(rateLimit) }),
    rateNextTime: optionalTimestamp(rateNextTime),
    work: work.map(workMessage),
    workerIds: [...workerIds],
  });
}

function rateMessage({ tasks, periodMs }: RateLimit) {
  return create(RateLimitSchema, { tasks, period: duration(periodMs) });
}

function workMessage({ kind, ready, readySince, running, credit }: Queue["work"][number]) {
  return create(QueueWorkSchema, {
    kind: WorkKind[kind],
    ready: BigInt(ready),
    readySinceTime: optionalTimestamp(readySince),
    running: BigInt(running),
    credit: BigInt(credit),
  });
}
