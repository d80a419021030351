/**
 * What the server counts, in the form of Prometheus. `docs/metrics.md` tells of each what it means.
 */
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Engine } from "../../engine/engine.js";
import { PACKAGE_VERSION } from "../package-version.js";
import { type ObserveCall, observeCalls } from "./call-metrics.js";
import { addEngineMetrics } from "./engine-metrics.js";
import { addKeyMetrics } from "./key-metrics.js";
import { addQueueMetrics } from "./queue-metrics.js";
import { readGauge } from "./read-metrics.js";
import { spaced } from "./spaced-pages.js";

export interface Metrics {
  readonly contentType: string;
  /** The page that Prometheus reads. */
  page(): Promise<string>;
  readonly observeCall: ObserveCall;
}

export interface MetricsSources {
  readonly engine: Engine;
  openCalls(): number;
  connections(): number;
  storeAnswers(): boolean;
  queueingDelayMs(): number;
}

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addServerGauges(registry, sources);
  addEngineMetrics(registry, sources.engine);
  addQueueMetrics(registry, sources.engine);
  addKeyMetrics(registry, sources.engine);
  return {
    contentType: registry.contentType,
    page: spaced(() => registry.metrics()),
    observeCall: observeCalls(registry),
  };
}

function addServerGauges(registry: Registry, sources: MetricsSources): void {
  const { engine, openCalls, connections, storeAnswers, queueingDelayMs } = sources;
  const gauge = (name: string, help: string, read: () => number) => {
    readGauge(registry, name, help, [], () => [[{}, read()]]);
  };
  gauge("lazyengine_open_calls", "Calls and streams under way.", openCalls);
  gauge("lazyengine_connections", "Connections of gRPC.", connections);
  gauge("lazyengine_queueing_delay_seconds", "How long work waits in this process.", () => queueingDelayMs() / 1000);
  gauge("lazyengine_store_up", "1 = the store answers.", () => (storeAnswers() ? 1 : 0));
  const build = new Gauge({
    name: "lazyengine_build_info",
    help: "Always 1: the versions of the server and of the stored format, and the kind of store.",
    labelNames: ["version", "format", "store"],
    registers: [registry],
  });
  build.set({ version: PACKAGE_VERSION, format: String(engine.storedFormat), store: engine.storeKind }, 1);
}
