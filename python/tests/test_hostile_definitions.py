"""Definitions and outcomes that no TaskFlow flow was made into: whoever may write them gets no further by them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from oslo_serialization import msgpackutils
from taskflow import task

import controller_flows as flows
from lazyengine import Client, FlowSpec, FlowState, Payload, controller
from lazyengine.enums import Phase
from lazyengine.errors import FlowFailed
from lazyengine.flow_spec import Evaluate
from lazyengine.flow_values import Failure
from lazyengine.taskflow.stored_failure import taskflow_failure
from lazyengine.taskflow.task_recipe import put_together, take_apart
from lazyengine.taskflow.value_encoding import MSGPACK_CONTENT_TYPE, decode_value
from lazyengine.taskflow.worker import _resolve

MODULES = ["controller_flows"]
RESOLVE = partial(_resolve, modules=MODULES)
QUEUE = "hostile"


def recipe(**attributes: Any) -> dict[str, Any]:
    return {**take_apart(task.FunctorTask(flows.area, name="x")), "attributes": attributes}


@pytest.mark.parametrize("path", ["controller_flows:area", "taskflow.retry:History", "controller_flows:os"])
def test_a_task_is_of_a_class_of_tasks(path: str) -> None:
    with pytest.raises((TypeError, LookupError), match=r"class: expected|is not defined there|has nothing|in none of"):
        put_together({**recipe(), "class": path}, RESOLVE)


@pytest.mark.parametrize("name", ["__class__", "__dict__", "__init__", "__call__", "_notifier", "inject", "requires"])
def test_an_attribute_makes_no_other_object_of_a_task(name: str) -> None:
    attributes: list[dict[str, Any]] = [{"value": {}}, {"import": "controller_flows:Sizes"}]
    for attribute in attributes:
        with pytest.raises(TypeError, match=f"attributes: '{name}' is none that a task has of its own"):
            put_together(recipe(**{name: attribute}), RESOLVE)


class Guarded(task.Task):  # type: ignore[misc]
    """Its limit is checked wherever it is set."""

    @property
    def limit(self) -> int:
        return 1

    @limit.setter
    def limit(self, value: int) -> None:
        raise AssertionError(f"was called with {value}")

    def execute(self) -> int:
        return self.limit


def test_an_attribute_calls_no_code_of_its_class() -> None:
    guarded = put_together({**take_apart(Guarded()), "attributes": {"limit": {"value": 9}}}, lambda _path: Guarded)
    assert guarded.execute() == 1


def test_a_value_without_an_end_is_not_made() -> None:
    for value in (count(), [count(1)], {"requires": count()}):
        found = decode_value(Payload(msgpackutils.dumps(value), MSGPACK_CONTENT_TYPE))
        assert "count(" not in repr(found)


@pytest.mark.parametrize(
    "details",
    [
        {"taskflow": {"version": 1, "exc_info": ["os", "system"], "exception_str": "no", "exc_type_names": ["E"]}},
        {"taskflow": {"version": 1, "made_up": 1}},
        {"taskflow": {"exception_str": "no", "traceback_str": "", "exc_type_names": [["E"]]}},
        {"taskflow": "no", "stack": ["of", "lines"]},
        {"taskflow": None},
        "text",
    ],
)
def test_a_failure_that_is_none_of_taskflow_says_what_the_server_says(details: Any) -> None:
    failure = taskflow_failure(Failure("Broken", "it broke", details=details))
    assert (failure.exception_str, list(failure), failure.exception) == ("it broke", ["Broken", "Exception"], None)


def test_causes_of_causes_end() -> None:
    told: dict[str, Any] = {"exception_str": "no", "traceback_str": "", "exc_type_names": ["E"], "exc_info": [1, 2, 3]}
    for _ in range(500):
        told = {**told, "causes": [told, "none"]}
    failure, depth = taskflow_failure(Failure("E", "no", details={"taskflow": told})), 0
    while failure.causes:
        (failure,), depth = failure.causes, depth + 1
        assert failure.exc_info is None
    assert depth < 10


@pytest.fixture
def works(stored: Client) -> Iterator[None]:
    with controller.worker(stored, MODULES, queue=QUEUE):
        yield


def end_of(client: Client, spec: FlowSpec) -> str:
    """How a flow fails."""
    handle = client.run(spec)
    with pytest.raises(FlowFailed) as failed:
        handle.result(timeout=30)
    return str(failed.value)


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("kind", ["taskflow.retry:AlwaysRevert", "controller_flows:area"])
@pytest.mark.parametrize("path", ["taskflow.task:misc.os.system", "controller_flows:os.system"])
def test_a_worker_runs_no_command_of_a_definition(stored: Client, tmp_path: Path, kind: str, path: str) -> None:
    marker = tmp_path / "was-here"
    attributes = {"_execute": {"import": path}, "_revert": {"value": None}}
    work = {
        "task": {**recipe(**attributes), "inject": {"command": f"touch {marker}"}},
        "arguments": [{"name": "command", "symbol": "command", "places": []}],
    }
    failure = end_of(stored, FlowSpec("innocent").task("x", type=kind, queue=QUEUE, input=work))
    assert path.partition(":")[2] in failure
    assert not marker.exists()


@pytest.mark.usefixtures("works")
def test_a_worker_asks_no_decider_but_of_its_modules(stored: Client) -> None:
    decider = {"source": "x", "task_id": None, "decide": "controller_flows:os.system", "depth": "ALL"}
    work = {"task": recipe(), "arguments": [], "deciders": [decider], "behind": {"ALL": []}}
    spec = FlowSpec("innocent").task(
        "x", type="controller_flows:area", queue=QUEUE, input=work, evaluate=Evaluate(QUEUE, [Phase.START])
    )
    assert "controller_flows has nothing that a task may use under the name os.system" in end_of(stored, spec)


@pytest.mark.parametrize("path", ["taskflow.task:misc.os.system", "wares.script:run", "wares.broken:run"])
def test_a_task_that_no_worker_does_stops_none(
    stored: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    folder = tmp_path / "wares"
    folder.mkdir()
    for name, text in (("__init__", ""), ("script", "raise SystemExit(0)"), ("broken", "raise RuntimeError('no')")):
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "wares", raising=False)
    who = {"task": take_apart(task.FunctorTask(flows.who, name="x")), "arguments": []}
    with controller.worker(stored, [*MODULES, "wares"], queue=QUEUE, max_in_flight=1):
        refused = stored.run(FlowSpec("innocent").task("x", type=path, queue=QUEUE))
        done = stored.run(FlowSpec("own").task("x", type="controller_flows:who", queue=QUEUE, input=who))
        assert done.result(timeout=30) is not None
        assert refused.details().flow.state is FlowState.RUNNING
        refused.cancel(grace=0)
