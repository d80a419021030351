/**
 * UpdateQueue: sets how a queue hands out.
 */
import type { QueueRecord, QueueSettings } from "../../store/queue-store.js";
import { checkUpdateQueue } from "../checks/index.js";
import type { Machinery } from "../machinery.js";
import type { UpdateQueueRequest, UpdateQueueResponse } from "../queue-requests.js";
import { digestOf, putSettings } from "../queues/put-settings.js";
import { queueValue } from "../views/queue-value.js";

/** Throws REQUEST_ID_REUSED, LIMIT_EXCEEDED, and CONFLICT where others are always faster. */
export async function updateQueue(machinery: Machinery, request: UpdateQueueRequest): Promise<UpdateQueueResponse> {
  const checked = checkUpdateQueue(request);
  const { namespace, queue, requestId = "", reason = "" } = checked;
  const key = { namespace, queue };
  const { record, replayed } = await putSettings(machinery, {
    key,
    what: `queue ${queue}`,
    field: "queue",
    name: queue,
    requestId,
    digest: digestOf(contentOf(checked)),
    reason,
    settingsAfter: (before) => settingsAfter(checked, before),
  });
  return { queue: queueValue(key, record, machinery.clock.now()), replayed };
}

function settingsAfter(request: UpdateQueueRequest, before: QueueRecord | undefined): QueueSettings {
  const { pause, concurrency } = before?.settings ?? {};
  const { paused, pauseEndTime, concurrencyLimit } = request;
  const nextPause = paused === undefined ? pause : pauseOf(paused, pauseEndTime);
  const epoch = concurrency?.epoch ?? (before?.version ?? 0) + 1;
  const nextLimit = concurrencyLimit === undefined ? concurrency : limitOf(concurrencyLimit, epoch);
  return {
    ...(nextPause !== undefined && { pause: nextPause }),
    ...(nextLimit !== undefined && { concurrency: nextLimit }),
  };
}

function pauseOf(paused: boolean, until: number | undefined): QueueSettings["pause"] {
  if (!paused) return undefined;
  return until === undefined ? {} : { until };
}

function limitOf(limit: number, epoch: number): QueueSettings["concurrency"] {
  return limit === 0 ? undefined : { limit, epoch };
}

function contentOf({ reason = "", paused, pauseEndTime, concurrencyLimit }: UpdateQueueRequest): readonly unknown[] {
  return [reason, paused ?? null, pauseEndTime ?? null, concurrencyLimit ?? null];
}
