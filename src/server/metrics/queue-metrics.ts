/**
 * What waits, by queue. Names of queues are the callers': only so many have series of their own.
 */
import type { Registry } from "prom-client";
import type { Engine } from "../../engine/engine.js";
import type { QueueWait } from "../../engine/measures/queue-wait.js";
import { add, boundedSeries, larger } from "./bounded-series.js";
import { oncePerPage } from "./once-per-page.js";
import { type Labels, readGauge } from "./read-metrics.js";

const LABELS = ["namespace", "queue", "kind"];

export function addQueueMetrics(registry: Registry, { metrics }: Engine): void {
  const waits = oncePerPage(() => ranked(metrics.queues()));
  const gauge = (name: string, help: string, read: (wait: QueueWait) => number, sum = add) =>
    readGauge(registry, name, help, LABELS, () => boundedSeries(waits(), labelsOf, read, sum));
  gauge(
    "lazyengine_queue_waiting_tasks",
    "Tasks known to wait in the flows that the last look at the queue has found.",
    ({ tasks }) => tasks,
  );
  gauge(
    "lazyengine_queue_waiting_flows",
    "Flows with tasks that wait, as many as the last look has read.",
    ({ flows }) => flows,
  );
  gauge(
    "lazyengine_queue_oldest_seconds",
    "How long what has waited longest has been ready, of the flows at hand.",
    ({ oldestMs }) => oldestMs / 1000,
    larger,
  );
  gauge("lazyengine_queue_sessions", "Sessions connected here that take from the queue.", ({ sessions }) => sessions);
  gauge("lazyengine_queue_credit_tasks", "How many more tasks those may be given now.", ({ credit }) => credit);
  gauge("lazyengine_queue_paused", "1 where the queue hands out nothing since it is paused.", ({ paused }) =>
    Number(paused),
  );
  gauge(
    "lazyengine_queue_rate_spent",
    "1 where the queue hands out nothing since its rate is spent.",
    ({ rateSpent }) => Number(rateSpent),
  );
}

function labelsOf({ namespace, queue, kind }: QueueWait): Labels {
  return { namespace, queue, kind };
}

function ranked(waits: readonly QueueWait[]): readonly QueueWait[] {
  return [...waits].sort((a, b) => b.tasks - a.tasks || b.sessions - a.sessions);
}
