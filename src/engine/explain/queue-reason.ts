/**
 * Why a ready task that nothing of its flow holds back is not claimed yet.
 */
import { durationText } from "../../core/definition/duration-text.js";
import type { QueuePause, QueueRecord } from "../../store/queue-store.js";
import type { QueueView, TaskReason } from "../explanation.js";
import type { ConcurrencyKey } from "../key-requests.js";
import { permitsOut } from "../queues/permits-out.js";
import { pauseAt } from "../queues/queue-table.js";
import { rateAt } from "../queues/rate-usage.js";

export function queueReason(view: QueueView): TaskReason {
  const { queue, executors, credit, polls, headsBefore, otherProcesses } = view;
  const elsewhere = otherProcesses === 0 ? "" : `; ${otherProcesses} other processes may have some`;
  if (executors === 0 && polls === 0) {
    const message = `no executor of queue ${queue} is connected to this process${elsewhere}`;
    return { kind: "NO_EXECUTOR", message, taskIds: [] };
  }
  if (credit === 0 && polls === 0) {
    const message = `the ${executors} executors of queue ${queue} here hold as many tasks as they may`;
    return { kind: "NO_CREDIT", message, taskIds: [] };
  }
  const message = `it is handed out in its turn; ${headsBefore} flows go before`;
  return { kind: "OFFERED", message, taskIds: [] };
}

/** How its queue is set may hold it back, whoever takes from it. */
export function heldBackReason(view: QueueView, record: QueueRecord | undefined, now: number): TaskReason | undefined {
  const pause = pauseAt(record, now);
  if (pause !== undefined) return pauseReason(view, pause);
  return concurrencyReason(view, record) ?? rateReason(view, record, now);
}

function concurrencyReason(view: QueueView, record: QueueRecord | undefined): TaskReason | undefined {
  const limit = record?.settings.concurrency?.limit;
  const { lending } = record ?? {};
  if (limit === undefined || lending === undefined) return undefined;
  const out = permitsOut(lending);
  if (lending.counted && out < limit) return undefined;
  const message = lending.counted
    ? `${out} tasks of queue ${view.queue} are held or about to be, and at most ${limit} may be at once`
    : `at most ${limit} tasks of queue ${view.queue} may be held at once since a moment ago: those that are, are being counted`;
  return { kind: "CONCURRENCY_LIMIT", message, taskIds: [] };
}

/** Of what its key allows, nothing is left for it. */
export function keyReason(key: ConcurrencyKey | undefined): TaskReason | undefined {
  if (key === undefined || key.used < key.limit) return undefined;
  const { name, used, limit } = key;
  const message = `${used} tasks of concurrency key ${name} are held or about to be, and at most ${limit} may be at once`;
  return { kind: "CONCURRENCY_KEY", message, taskIds: [] };
}

function rateReason({ queue }: QueueView, record: QueueRecord | undefined, now: number): TaskReason | undefined {
  const { rate } = record?.settings ?? {};
  const used = record && rateAt(record, now);
  if (rate === undefined || used?.nextTime === undefined) return undefined;
  const message = `${used.used} tasks of queue ${queue} were handed out within ${durationText(rate.periodMs)}, or are about to be, and at most ${rate.tasks} may be`;
  return { kind: "RATE_LIMIT", message, taskIds: [], time: used.nextTime };
}

function pauseReason({ queue }: QueueView, { until }: QueuePause): TaskReason {
  const end = until === undefined ? "until it is resumed" : "for a while";
  const message = `queue ${queue} is paused ${end}: nothing of it is handed out`;
  return { kind: "QUEUE_PAUSED", message, taskIds: [], ...(until !== undefined && { time: until }) };
}
