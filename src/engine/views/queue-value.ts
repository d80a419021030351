/**
 * Queues as callers see them.
 */
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Queue } from "../queue-requests.js";
import type { QueueSetting } from "../queue-setting.js";
import { permitsOut } from "../queues/permits-out.js";
import { pauseAt } from "../queues/queue-table.js";
import { rateAt } from "../queues/rate-usage.js";

/** How it is set at this moment, without what waits and who takes. */
export function queueValue({ queue }: QueueKey, record: QueueRecord | undefined, time: number): Queue {
  const rate = record && rateAt(record, time);
  return {
    name: queue,
    concurrencyUsed: record?.lending === undefined ? 0 : permitsOut(record.lending),
    rateUsed: rate?.used ?? 0,
    ...(rate?.nextTime !== undefined && { rateNextTime: rate.nextTime }),
    ...queueSetting(record, time),
    reason: record?.reason ?? "",
    ...(record !== undefined && { updateTime: record.updateTime }),
    work: [],
    sessions: 0,
    workerIds: [],
  };
}

export function queueSetting(record: QueueRecord | undefined, time: number): QueueSetting {
  const pause = pauseAt(record, time);
  const rate = record?.settings.rate;
  const concurrencyLimit = record?.settings.concurrency?.limit ?? 0;
  return {
    paused: pause !== undefined,
    concurrencyLimit,
    ...(rate !== undefined && { rateLimit: { tasks: rate.tasks, periodMs: rate.periodMs } }),
    ...(pause?.until !== undefined && { pauseEndTime: pause.until }),
  };
}
