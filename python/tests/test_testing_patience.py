"""A test that gets nowhere ends, and is told by which task."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from lazyengine import FlowSpec, FlowState, Task
from lazyengine.testing import TestEngineError, create_test_engine
from lazyengine.testing.engine_process import COMMAND_VARIABLE

PROGRAM = Path(__file__).parents[2] / "dist" / "testing" / "process" / "main.js"
SPEC = FlowSpec("one").task("a", type="t")


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("node") is None or not PROGRAM.exists():
        pytest.skip("no test engine: node is not installed, or make build has not run")
    monkeypatch.setenv(COMMAND_VARIABLE, str(PROGRAM))


def test_a_handler_that_hangs_is_named_when_patience_is_over() -> None:
    wanted = threading.Event()

    def hang(task: Task) -> None:
        # What it asks meanwhile gets the flow nowhere.
        while not wanted.wait(0.01):
            kit.client.list_flows()

    with create_test_engine({"t": hang}, patience="300ms") as kit:
        try:
            with pytest.raises(TestEngineError, match=r"still at work after 0\.3 s of real time: a of flow f"):
                kit.run(SPEC, flow_id="f")
        finally:
            wanted.set()
        assert kit.flow("f").to_end().state == FlowState.SUCCEEDED


def test_a_handler_that_hangs_is_named_although_it_reports_progress_all_the_time() -> None:
    wanted = threading.Event()

    def report(task: Task) -> None:
        reports = 0
        while not wanted.wait(0.01):
            reports += 1
            task.progress(0.5, details={"reports": reports})

    with create_test_engine({"t": report}, patience="300ms") as kit:
        try:
            with pytest.raises(TestEngineError, match=r"still at work after 0\.3 s of real time: a of flow f"):
                kit.run(SPEC, flow_id="f")
        finally:
            wanted.set()
        assert kit.flow("f").to_end().state == FlowState.SUCCEEDED
