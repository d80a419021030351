/**
 * Queues as messages.
 */
import { create } from "@bufbuild/protobuf";
import { type Queue as QueueMessage, QueueSchema, QueueWorkSchema, WorkKind } from "#gen/lazyengine/v1/index.js";
import type { Queue } from "../../engine/queue-requests.js";
import { optionalTimestamp } from "./times.js";

export function queueMessage(queue: Queue): QueueMessage {
  const { pauseEndTime, updateTime, work, workerIds, ...rest } = queue;
  return create(QueueSchema, {
    ...rest,
    pauseEndTime: optionalTimestamp(pauseEndTime),
    updateTime: optionalTimestamp(updateTime),
    work: work.map(workMessage),
    workerIds: [...workerIds],
  });
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
