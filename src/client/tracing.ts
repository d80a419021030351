/**
 * Traces, by OpenTelemetry's API alone: without an SDK in the process nothing is recorded. Contexts travel in the W3C's form,
 * whatever propagator is registered, since that is what the contract has.
 */
import { type Context, context, isSpanContextValid, ROOT_CONTEXT, trace } from "@opentelemetry/api";

/** Versions after 00 may have more behind the flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** The `traceparent` of the span that is active; undefined = there is none. */
export function activeTraceparent(): string | undefined {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, "0")}`;
}

/** A context in which the span of a `traceparent` is the parent; a context without a span where it is none. */
export function contextOf(traceparent: string): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const span = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(span) ? trace.setSpanContext(ROOT_CONTEXT, span) : ROOT_CONTEXT;
}
