/**
 * Queues and limits as documents, and what they say.
 */
import type { Lending, QueueKey, QueueRecord, QueueSettings, RateUsage } from "../queue-store.js";
import type { QueueRow } from "./collections.js";

export function nameOf({ namespace, queue }: QueueKey): string {
  return `${namespace}/${queue}`;
}

export function recordOf(row: QueueRow): QueueRecord {
  const { namespace, queue, version = 0, reason, update_time, pause, concurrency, lending, requests = [] } = row;
  const { rate, usage } = row;
  return {
    namespace,
    queue,
    version,
    settings: {
      ...(pause !== undefined && { pause: pauseOf(pause) }),
      ...(concurrency !== undefined && { concurrency }),
      ...(rate !== undefined && { rate: { tasks: rate.tasks, periodMs: rate.period_ms, epoch: rate.epoch } }),
    },
    ...(lending !== undefined && { lending: lendingValue(lending) }),
    ...(usage !== undefined && { usage: usageValue(usage) }),
    reason,
    updateTime: update_time.getTime(),
    requests,
  };
}

function pauseOf({ until }: NonNullable<QueueRow["pause"]>): NonNullable<QueueSettings["pause"]> {
  return until === undefined ? {} : { until: until.getTime() };
}

function lendingValue({ epoch, since, counted, unlent, blocks }: NonNullable<QueueRow["lending"]>): Lending {
  return {
    epoch,
    since: since.getTime(),
    counted,
    unlent,
    blocks: blocks.map(({ lender, permits, until, wants }) => ({
      lender,
      permits,
      until: until.getTime(),
      wants: wants === true,
    })),
  };
}

function usageValue({ epoch, spent, reserved }: NonNullable<QueueRow["usage"]>): RateUsage {
  return {
    epoch,
    spent: spent.map(({ at, tasks }) => ({ at: at.getTime(), tasks })),
    reserved: reserved.map(({ lender, tasks, until }) => ({ lender, tasks, until: until.getTime() })),
  };
}
