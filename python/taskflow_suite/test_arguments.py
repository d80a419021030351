"""TaskFlow's own tests of arguments and results, unmodified."""

from __future__ import annotations

from typing import Any

from taskflow import test
from taskflow.tests.unit import test_arguments_passing as arguments

from taskflow_suite.engine_under_test import make_engine


class TestArguments(arguments.ArgumentsPassingTest, test.TestCase):  # type: ignore[misc]
    def _make_engine(self, flow: Any, flow_detail: Any = None) -> Any:
        return make_engine(flow, self.backend, flow_detail=flow_detail)
