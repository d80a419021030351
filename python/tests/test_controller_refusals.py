"""What the controller refuses, by what name; nothing is written then."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from taskflow import exceptions, states, task
from taskflow.patterns import linear_flow
from taskflow.persistence import models

import controller_flows as flows
from lazyengine import Client, LazyEngineError, controller
from lazyengine.environment import client_from_environment

UNKNOWN = str(uuid.uuid4())


def prefilled() -> Any:
    detail = models.FlowDetail("f", UNKNOWN)
    detail.add(models.TaskDetail("t", str(uuid.uuid4())))
    return detail


@pytest.mark.parametrize(
    ("arguments", "options", "error", "match"),
    [
        (["some"], {}, TypeError, "some"),
        ([flows.some, 5], {}, TypeError, "execution: expected a uuid or a FlowDetail, got 5"),
        ([flows.some, ""], {}, TypeError, "execution: expected a uuid or a FlowDetail, got ''"),
        ([flows.some, "not an/id"], {}, LazyEngineError, "flow_id"),
        ([flows.some, prefilled()], {}, controller.UnsupportedFlow, "has 1 atoms in it; .* snapshot"),
        ([flows.some], {"executor": "processes"}, ValueError, "executor: expected None or 'threads', got 'processes'"),
        ([flows.some], {"executor": "threads", "queue": "q"}, ValueError, "queue: .* got 'q'"),
        ([flows.some], {"store": {"x": object()}}, TypeError, r"store\['x'\]: a value of type object cannot be stored"),
        ([task.FunctorTask(flows.who, name="a[1]")], {}, LazyEngineError, r"tasks\[0\].name"),
        ([flows.Undone("undone")], {}, controller.UnsupportedFlow, "task 'undone': its revert"),
        ([linear_flow.Flow("f").add(task.FunctorTask(flows.double))], {}, exceptions.MissingDependencies, "x"),
    ],
)  # fmt: skip
def test_run_names_what_it_cannot_run(
    stored: Client, arguments: list[Any], options: dict[str, Any], error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        controller.run(*arguments, client=stored, **options)
    assert list(stored.iterate_flows()) == []


@pytest.mark.parametrize(
    "call",
    [
        controller.get_state,
        controller.stop,
        controller.get_flow_details,
        controller.wait,
        lambda execution, client: controller.complete_task(execution, "t", 1, client=client),
    ],
)
def test_an_unknown_execution_is_not_found_as_in_taskflow(stored: Client, call: Callable[..., Any]) -> None:
    with pytest.raises(exceptions.NotFound, match=f"there is no execution {UNKNOWN}"):
        call(UNKNOWN, client=stored)


@pytest.mark.parametrize(
    ("called", "result", "error", "match"),
    [
        ("four", 4, exceptions.NotFound, r"has no task 'four'; its tasks are controller_flows.one, "),
        ("three", 3, LazyEngineError, "TASK_NOT_READY"),
        (3, 3, TypeError, "task: expected its name, its uuid or a task, got 3"),
        ("one", object(), TypeError, "a value of type object cannot be stored"),
    ],
)
def test_a_completion_names_what_is_wrong_and_changes_nothing(
    stored: Client, called: Any, result: Any, error: type[Exception], match: str
) -> None:
    execution = controller.run(flows.some, client=stored)
    before = stored.get_flow_details(execution).flow.revision
    with pytest.raises(error, match=match):
        controller.complete_task(execution, called, result, client=stored)
    assert stored.get_flow_details(execution).flow.revision == before


def test_a_short_name_that_means_several_tasks_is_refused(stored: Client) -> None:
    flow = linear_flow.Flow("f").add(*(task.FunctorTask(flows.who, name=f"{part}.who") for part in "ab"))
    execution = controller.run(flow, client=stored)
    with pytest.raises(ValueError, match=r"task: 'who' is short for several tasks of .*: a.who, b.who"):
        controller.complete_task(execution, "who", 1, client=stored)


@pytest.mark.parametrize("other", [{"flow": flows.area_flow()}, {"store": {"more": 1}}, {"executor": "threads"}])
def test_a_uuid_that_is_taken_is_not_run_as_something_else(stored: Client, other: dict[str, Any]) -> None:
    execution = controller.run(flows.some, client=stored)
    with pytest.raises(ValueError, match=f"execution {execution} exists, of another flow"):
        controller.run(**{"flow": flows.some, "execution": execution, "client": stored, **other})
    assert controller.get_state(execution, client=stored) == states.RUNNING


@pytest.mark.parametrize(
    ("modules", "error", "match"),
    [
        ([], ValueError, "modules"),
        ("flows", ValueError, "modules"),
        (["no_such_module"], ImportError, "no_such_module"),
    ],
)
def test_a_worker_needs_modules_that_are_there(
    stored: Client, modules: Any, error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        controller.worker(stored, modules)


def test_the_environment_says_which_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAZYENGINE_NAMESPACE", "mine")
    monkeypatch.setenv("LAZYENGINE_TLS", "maybe")
    with pytest.raises(ValueError, match="LAZYENGINE_TLS: expected true or false, got 'maybe'"):
        client_from_environment()
    monkeypatch.setenv("LAZYENGINE_TLS", "true")
    with client_from_environment() as client:
        assert client.namespace == "mine"


def test_without_taskflow_the_import_says_what_to_install() -> None:
    code = "import sys; sys.modules['taskflow'] = None; import lazyengine.controller"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    failed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "ImportError: lazyengine.controller needs TaskFlow: pip install 'lazyengine[taskflow]'" in failed.stderr


def test_a_time_before_now_is_refused() -> None:
    with pytest.raises(ValueError, match="timeout: must not be negative, got -1"):
        controller.wait(UNKNOWN, timeout=-1)
