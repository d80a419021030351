"""Traces, by OpenTelemetry's API alone, where it is installed (the extra `otel`): without an SDK nothing is recorded.

Contexts travel in the W3C's form, whatever propagator is set up, since that is what the contract has.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

try:
    from opentelemetry import trace
    from opentelemetry.context import Context
except ImportError:
    _HAS_API = False
else:
    _HAS_API = True

if TYPE_CHECKING:
    from lazyengine.task_values import ReadyTask

# Versions after 00 may have more behind the flags.
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)")


def active_traceparent() -> str:
    """The `traceparent` of the span that is active; empty where there is none."""
    if not _HAS_API:
        return ""
    span = trace.get_current_span().get_span_context()
    return f"00-{span.trace_id:032x}-{span.span_id:016x}-{span.trace_flags:02x}" if span.is_valid else ""


def attempt_span(claim: ReadyTask) -> AbstractContextManager[object]:
    """The span of one attempt: a child of the context that came with the flow's run, active while the handler runs."""
    if not _HAS_API:
        return nullcontext()
    return trace.get_tracer("lazyengine").start_as_current_span(
        f"lazyengine {claim.type}",
        context=_context_of(claim.trace_context),
        kind=trace.SpanKind.CONSUMER,
        attributes={
            "lazyengine.flow_id": claim.flow_id,
            "lazyengine.task_id": claim.task_id,
            "lazyengine.task_type": claim.type,
            "lazyengine.queue": claim.queue,
            "lazyengine.kind": claim.kind.name,
            "lazyengine.attempt": claim.attempt,
        },
    )


def _context_of(traceparent: str) -> Context:
    """A context in which the span of a `traceparent` is the parent; one without a span where it is none."""
    match = _TRACEPARENT.match(traceparent)
    if match is None:
        return Context()
    trace_id, span_id, flags = (int(part, 16) for part in match.groups())
    span = trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=trace.TraceFlags(flags & 1))
    return trace.set_span_in_context(trace.NonRecordingSpan(span), Context())
