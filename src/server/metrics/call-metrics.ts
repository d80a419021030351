/**
 * Calls by method, by code, and by the reason of a refusal. Counting costs every call: each series is looked up once.
 */
import { Counter, Histogram, type Registry } from "prom-client";
import { EngineError } from "../../engine/engine-error.js";
import { ServiceError } from "../../service/service-error.js";
import { LATENCIES } from "./buckets.js";

/** Told of a call that has ended, with what it was refused with; undefined = it succeeded. */
export type ObserveCall = (method: string, code: number, durationMs: number, error: unknown) => void;

interface Series {
  readonly codes: Map<number, Counter.Internal>;
  readonly duration: Histogram.Internal<"method">;
}

export function observeCalls(registry: Registry): ObserveCall {
  const registers = [registry];
  const calls = new Counter({
    name: "lazyengine_calls_total",
    help: "Calls that ended, by method and code of gRPC.",
    labelNames: ["method", "code"],
    registers,
  });
  const refusals = new Counter({
    name: "lazyengine_refusals_total",
    help: "Calls that were refused, by method and reason.",
    labelNames: ["method", "reason"],
    registers,
  });
  const durations = new Histogram({
    name: "lazyengine_call_duration_seconds",
    help: "How long calls took, streams included, by method.",
    labelNames: ["method"],
    buckets: LATENCIES,
    registers,
  });
  const series = new Map<string, Series>();
  return (method, code, durationMs, error) => {
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
    if (error !== undefined) refusals.inc({ method, reason: reasonOf(error) });
  };
}

/** Reasons are a list that only versions change: labels are bounded by it. */
function reasonOf(error: unknown): string {
  if (error instanceof EngineError || error instanceof ServiceError) return error.reason;
  return error instanceof Error && error.name === "AbortError" ? "CANCELLED" : "INTERNAL";
}
