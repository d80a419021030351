/**
 * UpdateQueue: sets how a queue hands out.
 */
import type { QueueRecord, QueueSettings } from "../../store/queue-store.js";
import { checkPauseEnd, checkUpdateQueue } from "../checks/index.js";
import type { Machinery } from "../machinery.js";
import type { UpdateQueueRequest, UpdateQueueResponse } from "../queue-requests.js";
import type { RateLimit } from "../queue-setting.js";
import { digestOf, putSettings } from "../queues/put-settings.js";
import { queueValue } from "../views/queue-value.js";

/** Throws INVALID_FIELD, REQUEST_ID_REUSED, LIMIT_EXCEEDED, and CONFLICT where others are always faster. */
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
    settingsAfter: (before) => {
      // Not at the door: a repeat of what was recorded is answered, however late it is.
      checkPauseEnd(checked.pauseEndTime, machinery.clock.now());
      return settingsAfter(checked, before);
    },
  });
  return { queue: queueValue(key, record, machinery.clock.now()), replayed };
}

function settingsAfter(request: UpdateQueueRequest, before: QueueRecord | undefined): QueueSettings {
  const { pause, concurrency, rate } = before?.settings ?? {};
  const { paused, pauseEndTime, concurrencyLimit, rateLimit } = request;
  const nextPause = paused === undefined ? pause : pauseOf(paused, pauseEndTime);
  const version = (before?.version ?? 0) + 1;
  const nextLimit =
    concurrencyLimit === undefined ? concurrency : limitOf(concurrencyLimit, concurrency?.epoch ?? version);
  const nextRate = rateLimit === undefined ? rate : rateOf(rateLimit, rate?.epoch ?? version);
  return {
    ...(nextPause !== undefined && { pause: nextPause }),
    ...(nextLimit !== undefined && { concurrency: nextLimit }),
    ...(nextRate !== undefined && { rate: nextRate }),
  };
}

function pauseOf(paused: boolean, until: number | undefined): QueueSettings["pause"] {
  if (!paused) return undefined;
  return until === undefined ? {} : { until };
}

function limitOf(limit: number, epoch: number): QueueSettings["concurrency"] {
  return limit === 0 ? undefined : { limit, epoch };
}

function rateOf({ tasks, periodMs }: RateLimit, epoch: number): QueueSettings["rate"] {
  return tasks === 0 ? undefined : { tasks, periodMs, epoch };
}

function contentOf(request: UpdateQueueRequest): readonly unknown[] {
  const { reason = "", paused, pauseEndTime, concurrencyLimit, rateLimit } = request;
  const content = [reason, paused ?? null, pauseEndTime ?? null, concurrencyLimit ?? null];
  // Repeats of requests from before there were rates are known again.
  return rateLimit === undefined ? content : [...content, rateLimit.tasks, rateLimit.periodMs];
}
