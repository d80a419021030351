"""Test flows against the real engine on a virtual clock: see docs/testing.md."""

from lazyengine.testing.engine import TestEngine, create_test_engine
from lazyengine.testing.engine_process import TestEngineError
from lazyengine.testing.faults import TestFaults
from lazyengine.testing.flow import TestFlow
from lazyengine.testing.held import TestClaim
from lazyengine.testing.values import HistoryEvent, WaitingTask

__all__ = [
    "HistoryEvent",
    "TestClaim",
    "TestEngine",
    "TestEngineError",
    "TestFaults",
    "TestFlow",
    "WaitingTask",
    "create_test_engine",
]
