"""TaskFlow's own tests of suspending and resuming, unmodified."""

from __future__ import annotations

from typing import Any

from taskflow import test
from taskflow.tests.unit import test_suspend as suspend

from taskflow_suite.engine_under_test import make_engine


class TestSuspend(suspend.SuspendTest, test.TestCase):  # type: ignore[misc]
    def _make_engine(self, flow: Any, flow_detail: Any = None) -> Any:
        return make_engine(flow, self.backend, flow_detail=flow_detail)
