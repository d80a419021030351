import type { Attributes, SpanContext, SpanStatus } from "@opentelemetry/api";

/** What the tests read of a span of the SDK. */
interface RecordedSpan {
  readonly name: string;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly parentSpanContext?: SpanContext;
  spanContext(): SpanContext;
}

export function recordSpans(): { getFinishedSpans(): readonly RecordedSpan[]; reset(): void };
