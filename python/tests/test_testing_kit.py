"""Test engines in a process beside the tests: time, hands, faults, and what a test is told that cannot go on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from lazyengine import (
    FlowSpec,
    FlowState,
    LazyEngineError,
    RateLimit,
    RetryPolicy,
    Task,
    TaskCancelled,
    TaskState,
    Timeouts,
)
from lazyengine.testing import TestEngine, TestEngineError, create_test_engine
from lazyengine.testing.engine_process import COMMAND_VARIABLE, engine_command

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "dist" / "testing" / "process" / "main.js"
START = datetime(2025, 1, 1, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("node") is None or not PROGRAM.exists():
        pytest.skip("no test engine: node is not installed, or make build has not run")
    monkeypatch.setenv(COMMAND_VARIABLE, str(PROGRAM))


@pytest.fixture
def engine() -> Iterator[TestEngine]:
    with create_test_engine() as engine:
        yield engine


def chain(*names: str) -> FlowSpec:
    spec = FlowSpec("chain")
    for before, name in zip((None, *names), names, strict=False):
        spec.task(name, type="t", depends_on=[] if before is None else [before])
    return spec


def test_weeks_pass_in_no_time_and_everything_comes_at_its_moment() -> None:
    tries: list[datetime] = []

    def charge(task: Task) -> str:
        tries.append(kit.now())
        if task.attempt == 1:
            raise ValueError("declined")
        return "receipt"

    with create_test_engine({"charge": charge, "mail": lambda task: "sent"}) as kit:
        retry = RetryPolicy(max_attempts=3, initial_interval=timedelta(hours=6))
        spec = FlowSpec("order").task("charge", type="charge", retry=retry)
        flow = kit.run(spec.task("remind", type="mail", depends_on=["charge"], delay=timedelta(days=30)))
        assert flow.result() == {"remind": "sent"}
        assert kit.now() == START + timedelta(days=30, hours=6)
        assert tries == [START, START + timedelta(hours=6)]
        assert flow.path() == ["charge", "remind"]
        assert flow.runs("charge") == 2


def test_by_hand_with_claims_completions_and_failures(engine: TestEngine) -> None:
    flow = engine.run(chain("a", "b", "c"))
    assert [(task.task_id, task.attempt) for task in engine.ready()] == [("a", 1)]
    claim = engine.claim()
    assert claim is not None
    assert engine.claim() is None
    claim.complete("first")
    following = engine.claim(flow.flow_id)
    assert following is not None
    assert following.task.task_id == "b"
    following.release()
    again = engine.claim()
    assert again is not None
    assert (again.task.task_id, again.task.attempt) == ("b", 2)
    again.complete()
    engine.fail("c", ValueError("no"))
    assert flow.to_end().state is FlowState.FAILED
    assert flow.task("a").result == "first"
    assert [event.state for event in flow.history() if event.task_id == "c"] == [TaskState.READY, TaskState.FAILED]


def test_a_handler_that_sleeps_is_timed_out_by_the_engines_clock() -> None:
    stopped: list[str] = []

    def export(task: Task) -> None:
        try:
            kit.sleep("7d")
        finally:
            stopped.append("" if task.stop is None else task.stop.value)

    with create_test_engine({"export": export}) as kit:
        spec = FlowSpec("f").task("export", type="export", timeouts=Timeouts(run=timedelta(hours=1)))
        end = kit.run(spec).to_end()
        assert end.failure is not None
        assert end.failure.type == "TIMEOUT"
        assert kit.now() == START + timedelta(hours=1)
    assert stopped == ["REVOKED"]


def test_a_lost_answer_a_repeated_call_and_a_dropped_process_lose_nothing() -> None:
    done: list[str] = []
    with create_test_engine({"t": lambda task: done.append(task.name)}) as engine:
        engine.faults.lose_answer("run")
        engine.faults.repeat_call("taskComplete")
        engine.faults.drop_process_at("after commit")
        flow = engine.run(chain("a", "b", "c"))
        assert flow.to_end().state is FlowState.SUCCEEDED
        assert done == ["a", "b", "c"]
        assert sorted(engine.faults.happened) == [
            "taskComplete came twice",
            "the answer of run was lost",
            "the process was dropped",
        ]


def test_a_lost_lease_has_the_task_done_again() -> None:
    begun = threading.Event()

    def t(task: Task) -> str:
        if task.attempt == 1:
            begun.set()
            kit.sleep("10d")
        return f"attempt {task.attempt}"

    with create_test_engine({"t": t}) as kit:
        flow = kit.run(chain("a"))
        assert begun.wait(10)
        kit.faults.lose_lease(flow.flow_id, "a")
        assert flow.result() == {"a": "attempt 2"}


def test_an_engine_that_is_stopped_tells_so_whoever_waits_and_whoever_asks_later() -> None:
    told: list[str] = []
    begun = threading.Event()

    def tick(task: Task) -> None:
        begun.set()

    def wait() -> None:
        with pytest.raises(TestEngineError) as raised:
            kit.advance("3650d")
        told.append(str(raised.value))

    with create_test_engine({"tick": tick}) as kit:
        often = {"interval": {"every": 1}, "overlap_policy": "ALLOW_ALL"}
        kit.client.put_schedule("often", {**often, "run": {"spec": {"tasks": [{"name": "x", "type": "tick"}]}}})
        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        assert begun.wait(10)
        kit.stop()
        waiting.join(10)
        assert told == ["the test engine is stopped"]
        with pytest.raises(TestEngineError, match="the test engine is stopped"):
            kit.ready()


def test_a_stop_waits_for_no_handler_and_tells_those_that_wait_for_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, told = threading.Event(), threading.Event()

    def sleep(task: Task) -> None:
        begun.set()
        try:
            kit.sleep("30d")
        except TaskCancelled:
            told.set()
            raise

    with create_test_engine({"t": sleep}) as kit:
        kit.client.run(chain("a"))
        assert begun.wait(10)
        # As long as an executor waits for its server to take what is left: nobody is to.
        monkeypatch.setattr("lazyengine.executor.STOP_GRACE", 600.0)
        kit.stop()
        assert told.wait(10)


def test_a_test_that_cannot_go_on_is_told_why(engine: TestEngine) -> None:
    flow = engine.run(chain("a"))
    with pytest.raises(TestEngineError, match="a is READY in queue t, which nobody takes from"):
        flow.to_end()
    with pytest.raises(TestEngineError, match="task z is not ready; ready: a"):
        engine.complete("z")
    with pytest.raises(LazyEngineError, match="TASK_NOT_FOUND"):
        flow.task("z")
    with pytest.raises(TestEngineError, match="is over, it is"):
        engine.advance_to("2024-01-01T00:00:00Z")
    with pytest.raises(ValueError, match="expected a duration"):
        engine.advance("soon")
    with pytest.raises(LazyEngineError, match="FLOW_NOT_FOUND"):
        engine.flow("none").details()


def test_a_type_without_a_handler_is_named() -> None:
    with create_test_engine({"a": lambda task: 1}, queues=["a", "work"]) as engine:
        spec = FlowSpec("f").task("x", type="b", queue="work")
        with pytest.raises(TestEngineError, match="no handler for tasks of type b: task x"):
            engine.run(spec).to_end()


def test_a_queue_with_a_rate_goes_on_from_window_to_window() -> None:
    with create_test_engine({"t": lambda task: None}) as kit:
        kit.client.update_queue("t", rate_limit=RateLimit(2, timedelta(minutes=1)))
        flows = [kit.run(chain("a")) for _ in range(6)]
        kit.advance("5m")
        ended = [flow.details().flow.end_time for flow in flows]
        windows = [-1 if end is None else (end - START) // timedelta(minutes=1) for end in ended]
        assert sorted(windows) == [0, 0, 1, 1, 2, 2]


def test_what_waits_for_a_concurrency_key_is_not_ready(engine: TestEngine) -> None:
    engine.run(FlowSpec("f").task("a", type="t", concurrency_key="k"))
    engine.run(FlowSpec("f").task("b", type="t", concurrency_key="k"))
    assert [task.concurrency_key for task in engine.ready()] == ["k"]
    claim = engine.claim()
    assert claim is not None
    assert engine.ready() == []
    claim.complete()
    assert [task.task_id for task in engine.ready()] == [{"a": "b", "b": "a"}[claim.task.task_id]]


def test_engines_share_a_process_and_know_nothing_of_each_other() -> None:
    with create_test_engine() as one, create_test_engine(start_time="2030-06-01T00:00:00Z") as other:
        one.run(chain("a"), flow_id="same")
        other.run(chain("a"), flow_id="same")
        one.advance("1d")
        one.complete("a")
        assert [task.task_id for task in other.ready()] == ["a"]
        assert other.now() == datetime(2030, 6, 1, tzinfo=timezone.utc)
        assert one.target.startswith("127.0.0.1:")


def test_the_program_is_found_or_its_reader_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(COMMAND_VARIABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TestEngineError, match="npm install --save-dev lazyengine"):
        engine_command()


def test_the_program_ends_with_its_input() -> None:
    command = engine_command()
    asked = '{"id": 1, "ask": "begin", "begin": {}}\n{"id": 2, "ask": "nonsense", "world": 9}\n'
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=60, check=True)
    assert '"id":2,"error"' in done.stdout


def test_the_examples_of_the_page_run_as_they_stand(tmp_path: Path) -> None:
    example = ROOT / "examples" / "testing" / "test_order.py"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python" / "src"), COMMAND_VARIABLE: str(PROGRAM)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(example)]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout
