"""Spans of attempts and the context of calls; what crosses processes is shown by test/tracing of the Node package."""

from __future__ import annotations

import subprocess
import sys

from opentelemetry import trace

from lazyengine.channel_settings import ChannelSettings
from lazyengine.tracing import _context_of, active_traceparent

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_call_carries_the_span_that_is_active_unless_it_says_another_one() -> None:
    settings = ChannelSettings("127.0.0.1:1")
    assert settings.metadata() == []
    span = trace.get_current_span(_context_of(PARENT))
    with trace.use_span(span):
        assert active_traceparent() == PARENT
        assert settings.metadata() == [("traceparent", PARENT)]
        assert settings.metadata(PARENT.replace("b7", "c7")) == [("traceparent", PARENT.replace("b7", "c7"))]


def test_what_is_no_trace_context_is_no_parent() -> None:
    for wrong in ["", "x", PARENT.upper(), PARENT[:-1], "ff" + PARENT[2:], PARENT + "0"]:
        assert not trace.get_current_span(_context_of(wrong)).get_span_context().is_valid, wrong
    later = "01" + PARENT[2:] + "-more"
    assert trace.get_current_span(_context_of(later)).get_span_context().is_valid


def test_without_the_api_there_are_no_spans_and_nothing_fails() -> None:
    program = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from lazyengine.tracing import active_traceparent, attempt_span\n"
        "with attempt_span(None): print(repr(active_traceparent()))\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "''\n"
