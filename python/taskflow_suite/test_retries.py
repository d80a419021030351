"""TaskFlow's own tests of retry controllers, unmodified. Those of parallel execution run with threads, as there."""

from __future__ import annotations

from typing import Any

from taskflow import test
from taskflow.tests.unit import test_retries as retries

from taskflow_suite.engine_under_test import make_engine


class TestRetries(retries.RetryTest, test.TestCase):  # type: ignore[misc]
    def _make_engine(self, flow: Any, defer_reverts: Any = None, flow_detail: Any = None) -> Any:
        return make_engine(flow, self.backend, flow_detail=flow_detail, defer_reverts=defer_reverts)


class TestParallelRetries(retries.RetryParallelExecutionTest, test.TestCase):  # type: ignore[misc]
    def _make_engine(self, flow: Any, defer_reverts: Any = None, flow_detail: Any = None) -> Any:
        return make_engine(
            flow,
            self.backend,
            flow_detail=flow_detail,
            defer_reverts=defer_reverts,
            executor="threads",
            max_workers=2,
        )
