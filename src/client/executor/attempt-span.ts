/**
 * The span of one attempt at a task: a child of the context that came with the flow's run, active while the handler runs.
 */
import { context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { ReadyTask } from "#gen/lazyengine/v1/ready_task_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import { contextOf } from "../tracing.js";
import { messageOf, tellable } from "./failure-of-error.js";
import { isThenable } from "./thenable.js";

const tracer = trace.getTracer("lazyengine");

/** Calls the handler within its span, which ends when what it gives is there. Gives and throws what the handler does. */
export function inAttemptSpan(task: ReadyTask, handle: () => unknown): unknown {
  const parent = contextOf(task.traceContext);
  const span = tracer.startSpan(
    `lazyengine ${task.type}`,
    { kind: SpanKind.CONSUMER, attributes: attributesOf(task) },
    parent,
  );
  const within = trace.setSpan(parent, span);
  if (!span.isRecording()) return context.with(within, handle);
  try {
    const value = context.with(within, handle);
    if (isThenable(value)) return settled(span, value);
    span.end();
    return value;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

async function settled(span: Span, value: PromiseLike<unknown>): Promise<unknown> {
  try {
    const result = await value;
    span.end();
    return result;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

function attributesOf(task: ReadyTask) {
  return {
    "lazyengine.flow_id": task.flowId,
    "lazyengine.task_id": task.taskId,
    "lazyengine.task_type": task.type,
    "lazyengine.queue": task.queue,
    "lazyengine.kind": WorkKind[task.kind],
    "lazyengine.attempt": task.attempt,
  };
}

function fail(span: Span, error: unknown): void {
  const cause = tellable(error);
  const message = messageOf(cause);
  span.recordException(cause instanceof Error ? cause : message);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
}
