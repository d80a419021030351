/**
 * What the server counts, in the form of Prometheus.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Engine, EngineEvent } from "../engine/engine.js";

export interface Metrics {
  readonly contentType: string;
  /** The page that Prometheus reads. */
  page(): Promise<string>;
  observeCall(method: string, code: number, durationMs: number): void;
}

export interface MetricsSources {
  readonly engine: Engine;
  openCalls(): number;
  connections(): number;
  storeAnswers(): boolean;
}

/** From one millisecond, doubled, to half a minute; seconds. */
const LATENCIES = Array.from({ length: 16 }, (_, power) => 2 ** power / 1000);
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addGauges(registry, sources);
  sources.engine.metrics.on(engineObserver(registry));
  return {
    contentType: registry.contentType,
    page: () => registry.metrics(),
    observeCall: callObserver(registry),
  };
}

/** Counting costs every call: the series of a method and a code are looked up once. */
function callObserver(registry: Registry): Metrics["observeCall"] {
  const registers = [registry];
  const calls = new Counter({
    name: "lazyengine_calls_total",
    help: "Calls that ended, by method and code of gRPC.",
    labelNames: ["method", "code"],
    registers,
  });
  const durations = new Histogram({
    name: "lazyengine_call_duration_seconds",
    help: "How long calls took, streams included, by method.",
    labelNames: ["method"],
    buckets: LATENCIES,
    registers,
  });
  const series = new Map<
    string,
    { readonly codes: Map<number, Counter.Internal>; readonly duration: Histogram.Internal<"method"> }
  >();
  return (method, code, durationMs) => {
    let own = series.get(method);
    if (own === undefined) {
      own = { codes: new Map(), duration: durations.labels(method) };
      series.set(method, own);
    }
    let counter = own.codes.get(code);
    if (counter === undefined) {
      counter = calls.labels(method, String(code));
      own.codes.set(code, counter);
    }
    counter.inc();
    own.duration.observe(durationMs / 1000);
  };
}

function engineObserver(registry: Registry): (event: EngineEvent) => void {
  const registers = [registry];
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const commits = histogram("lazyengine_commit_duration_seconds", "How long commits took.", LATENCIES);
  const segments = histogram("lazyengine_commit_segments", "Flows written by one commit.", SIZES);
  const commands = histogram("lazyengine_commit_commands", "Commands decided in one commit.", SIZES);
  const conflicts = counter("lazyengine_conflicts_total", "Writes that another process was faster than.");
  const handOvers = histogram(
    "lazyengine_hand_over_seconds",
    "From the moment a task is ready until a stream takes it.",
    LATENCIES,
  );
  const expired = counter("lazyengine_expired_sessions_total", "Sessions whose lease ran out.");
  const errors = counter("lazyengine_background_errors_total", "Unexpected errors outside of calls.");
  return (event) => {
    switch (event.kind) {
      case "commit":
        commits.observe(event.durationMs / 1000);
        segments.observe(event.segments);
        commands.observe(event.commands);
        break;
      case "conflict":
        conflicts.inc(event.segments);
        break;
      case "hand_over":
        handOvers.observe(event.latencyMs / 1000);
        break;
      case "expired":
        expired.inc(event.sessions);
        break;
      case "error":
        errors.inc();
        break;
    }
  };
}

function addGauges(registry: Registry, { engine, openCalls, connections, storeAnswers }: MetricsSources): void {
  const gauge = (name: string, help: string, read: () => number) => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge("lazyengine_sessions", "Sessions whose stream is connected here.", () => engine.metrics.gauges().sessions);
  gauge("lazyengine_held_tasks", "Tasks that those sessions hold.", () => engine.metrics.gauges().held);
  gauge("lazyengine_backlog_tasks", "Tasks known to wait unclaimed.", () => engine.metrics.gauges().backlog);
  gauge("lazyengine_queued_commands", "Commands that wait for a commit.", () => engine.metrics.gauges().queued);
  gauge("lazyengine_open_calls", "Calls and streams under way.", openCalls);
  gauge("lazyengine_connections", "Connections of gRPC.", connections);
  gauge("lazyengine_store_up", "1 = the store answers.", () => (storeAnswers() ? 1 : 0));
}
