"""A program whose executor records spans: argument, the server's target. Ends when its standard input does.

Its handler tells of the span that is active in it; what was recorded is told at the end, one JSON object a line.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from lazyengine import Client, Executor, Task


def told(span: trace.SpanContext | None) -> dict[str, Any]:
    assert span is not None
    return {"trace": f"{span.trace_id:032x}", "span": f"{span.span_id:016x}"}


def handler(task: Task) -> dict[str, Any]:
    return told(trace.get_current_span().get_span_context())


def main() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    with Client(sys.argv[1]) as client, Executor(client, {"in-python": handler}):
        sys.stdin.read()
    for span in exporter.get_finished_spans():
        parent = None if span.parent is None else f"{span.parent.span_id:016x}"
        sys.stdout.write(json.dumps({"name": span.name, **told(span.get_span_context()), "parent": parent}) + "\n")


main()
