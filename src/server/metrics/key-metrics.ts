/**
 * What waits for concurrency keys, and is held under them. Names of keys are the callers': only so many have series of their own.
 */
import type { Registry } from "prom-client";
import type { Engine } from "../../engine/engine.js";
import type { KeyWait } from "../../engine/measures/key-wait.js";
import { add, boundedSeries, larger } from "./bounded-series.js";
import { oncePerPage } from "./once-per-page.js";
import { readGauge } from "./read-metrics.js";

const LABELS = ["namespace", "key"];

export function addKeyMetrics(registry: Registry, { metrics }: Engine): void {
  const waits = oncePerPage(() => ranked(metrics.keys()));
  const gauge = (name: string, help: string, read: (wait: KeyWait) => number, sum = add) =>
    readGauge(registry, name, help, LABELS, () =>
      boundedSeries(waits(), ({ namespace, key }) => ({ namespace, key }), read, sum),
    );
  gauge(
    "lazyengine_concurrency_key_waiting_tasks",
    "Tasks known to wait that name the key, in the flows at hand.",
    ({ tasks }) => tasks,
  );
  gauge(
    "lazyengine_concurrency_key_oldest_seconds",
    "How long what has waited longest has been ready, of the flows at hand.",
    ({ oldestMs }) => oldestMs / 1000,
    larger,
  );
  gauge(
    "lazyengine_concurrency_key_held_tasks",
    "Tasks that are held under permits that this process has handed out.",
    ({ held }) => held,
  );
  gauge("lazyengine_concurrency_key_limit_tasks", "How many are held at once, at most.", ({ limit }) => limit);
  gauge("lazyengine_concurrency_key_spent", "1 where something waits and nothing of the key is left.", ({ spent }) =>
    Number(spent),
  );
}

function ranked(waits: readonly KeyWait[]): readonly KeyWait[] {
  return [...waits].sort((a, b) => b.tasks - a.tasks || b.held - a.held);
}
