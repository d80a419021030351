/**
 * A span for each call, by OpenTelemetry's API: a child of the caller's. They are made when a call has ended, so that calls
 * cost nothing where nobody records.
 */
import { ProxyTracerProvider, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { CODE } from "../service/error-codes.js";
import { aboutCall } from "./log-fields.js";
import type { EndedCall, ObserveCall } from "./seam.js";

/** Codes that say that the server has failed, not its caller. */
const FAULTS: readonly number[] = [CODE.DEADLINE_EXCEEDED, CODE.INTERNAL, CODE.UNAVAILABLE];

/** Undefined where no provider of tracers was registered before. */
export function spansOfCalls(): ObserveCall | undefined {
  const provider = trace.getTracerProvider();
  const recording =
    !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer("lazyengine") !== undefined;
  if (!recording) return undefined;
  const tracer = provider.getTracer("lazyengine");
  return (ended) => record(tracer, ended);
}

function record(tracer: Tracer, { arrival, code, durationMs, error }: EndedCall): void {
  const { traits, rpc } = arrival;
  const endTime = Date.now();
  const about = Object.entries(aboutCall(arrival, error)).map(
    ([name, value]) => [`lazyengine.${name}`, value] as const,
  );
  const span = tracer.startSpan(
    `lazyengine.v1.LazyEngine/${traits.name}`,
    {
      kind: SpanKind.SERVER,
      startTime: endTime - durationMs,
      attributes: {
        "rpc.system": arrival.call.system ?? "grpc",
        "rpc.service": "lazyengine.v1.LazyEngine",
        "rpc.method": traits.name,
        "rpc.grpc.status_code": code,
        ...Object.fromEntries(about),
      },
    },
    callersContext(rpc?.traceContext ?? ""),
  );
  if (FAULTS.includes(code)) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endTime);
}

/** A `traceparent` that the call has found to be one; "" = none. */
function callersContext(traceparent: string) {
  const [, traceId, spanId, flags] = traceparent.split("-");
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  });
}
