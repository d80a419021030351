"""TaskFlow's own tests of engines, unmodified."""

from __future__ import annotations

from typing import Any

from taskflow import test
from taskflow.tests.unit import test_engines as engines

from taskflow_suite.engine_under_test import make_engine


class TestEngines(
    engines.EngineTaskTest,  # type: ignore[misc]
    engines.EngineMultipleResultsTest,  # type: ignore[misc]
    engines.EngineLinearFlowTest,  # type: ignore[misc]
    engines.EngineParallelFlowTest,  # type: ignore[misc]
    engines.EngineLinearAndUnorderedExceptionsTest,  # type: ignore[misc]
    engines.EngineOptionalRequirementsTest,  # type: ignore[misc]
    engines.EngineGraphFlowTest,  # type: ignore[misc]
    engines.EngineMissingDepsTest,  # type: ignore[misc]
    engines.EngineResetTests,  # type: ignore[misc]
    engines.EngineGraphConditionalFlowTest,  # type: ignore[misc]
    engines.EngineCheckingTaskTest,  # type: ignore[misc]
    engines.EngineDeciderDepthTest,  # type: ignore[misc]
    engines.EngineTaskNotificationsTest,  # type: ignore[misc]
    test.TestCase,  # type: ignore[misc]
):
    def _make_engine(self, flow: Any, flow_detail: Any = None, store: Any = None, **options: Any) -> Any:
        return make_engine(flow, self.backend, flow_detail=flow_detail, store=store, **options)
