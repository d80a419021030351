"""What is known of an execution: as plain values, and as TaskFlow's FlowDetail."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

from taskflow import states, storage
from taskflow.persistence import models

from lazyengine.controller.flow_definition import VERSION_LABEL
from lazyengine.enums import TaskState
from lazyengine.flow_values import Failure, Flow
from lazyengine.task_values import TaskDetails
from lazyengine.taskflow.states import flow_state, intention, task_state
from lazyengine.taskflow.stored_failure import taskflow_failure
from lazyengine.taskflow.value_encoding import decode_value

# Of a namespace of its own, so that no other id is like one of these.
_ATOMS = uuid.UUID("5f3f4cb9-0c7e-4d0c-9f5b-7a2f2a1c6d10")


class FailureDict(TypedDict):
    """Why a flow or a task failed: the exception's class, what it said, and its stack where it is known."""

    type: str
    message: str
    traceback: str


class TaskDict(TypedDict):
    """A task of an execution. `state` and `intention` are TaskFlow's; `server_state` tells more exactly.

    `deferred`: its function has returned None, and somebody is to complete it. `progress` is 0 to 1. `attempt` counts
    how often it was handed out.
    """

    uuid: str
    name: str
    state: str
    intention: str
    server_state: str
    deferred: bool
    attempt: int
    version: str
    progress: float
    result: Any
    failure: FailureDict | None
    start_time: datetime | None
    end_time: datetime | None


class FlowDict(TypedDict):
    """An execution. `state` is TaskFlow's, `server_state` tells more exactly; `store` and `meta` are those of its run.

    `tasks` are by name, in the order in which the flow was made of them.
    """

    uuid: str
    name: str
    state: str
    server_state: str
    store: dict[str, Any]
    meta: dict[str, Any]
    failure: FailureDict | None
    create_time: datetime | None
    end_time: datetime | None
    tasks: dict[str, TaskDict]


def atom_uuid(flow_id: str, task_id: str) -> str:
    """The uuid of a task of an execution, which follows from the two ids."""
    return str(uuid.uuid5(_ATOMS, f"{flow_id}/{task_id}"))


def flow_inputs(flow: Flow) -> tuple[dict[str, Any], dict[str, Any]]:
    """The store and the meta that an execution was run with."""
    given = decode_value(flow.input)
    inputs = given if isinstance(given, dict) else {}
    return inputs.get("store", {}), inputs.get("meta", {})


def flow_dict(flow: Flow, tasks: Iterable[TaskDetails]) -> FlowDict:
    """The execution as plain values."""
    store, meta = flow_inputs(flow)
    return {
        "uuid": flow.flow_id,
        "name": flow.name,
        "state": flow_state(flow.state),
        "server_state": flow.state.value,
        "store": store,
        "meta": meta,
        "failure": _failure_dict(flow.failure),
        "create_time": flow.create_time,
        "end_time": flow.end_time,
        "tasks": {task.task_id: _task_dict(flow.flow_id, task) for task in _atoms(tasks)},
    }


def flow_detail(flow: Flow, tasks: Iterable[TaskDetails]) -> Any:
    """The execution as a FlowDetail, in a state that TaskFlow could have left it in."""
    detail = models.FlowDetail(flow.name, flow.flow_id)
    store, meta = flow_inputs(flow)
    detail.state, detail.meta = flow_state(flow.state), dict(meta)
    for task in _atoms(tasks):
        detail.add(_task_detail(flow.flow_id, task))
    if store:
        name = storage.Storage.injector_name
        injector = models.TaskDetail(name, atom_uuid(flow.flow_id, name))
        injector.state, injector.results = states.SUCCESS, store
        detail.add(injector)
    return detail


def _atoms(tasks: Iterable[TaskDetails]) -> Iterable[TaskDetails]:
    """Without the no-ops that stand for the entry or the end of a flow."""
    return (task for task in tasks if task.type)


def _task_dict(flow_id: str, task: TaskDetails) -> TaskDict:
    return {
        "uuid": atom_uuid(flow_id, task.task_id),
        "name": task.name,
        "state": task_state(task.state),
        "intention": intention(task.intent),
        "server_state": task.state.value,
        "deferred": task.deferred and not _ended(task.state),
        "attempt": task.attempt,
        "version": task.labels.get(VERSION_LABEL, ""),
        "progress": _progress(task),
        "result": decode_value(task.result),
        "failure": _failure_dict(task.failure),
        "start_time": task.start_time,
        "end_time": task.end_time,
    }


def _task_detail(flow_id: str, task: TaskDetails) -> Any:
    detail = models.TaskDetail(task.name, atom_uuid(flow_id, task.task_id))
    detail.state, detail.intention = task_state(task.state), intention(task.intent)
    detail.results, detail.revert_results = decode_value(task.result), decode_value(task.revert_result)
    detail.failure, detail.revert_failure = _failure(task.failure), _failure(task.revert_failure)
    version = task.labels.get(VERSION_LABEL, "").split(".")
    detail.version = tuple(int(part) for part in version) if all(part.isdecimal() for part in version) else None
    detail.meta = {storage.META_PROGRESS: _progress(task)}
    return detail


def _progress(task: TaskDetails) -> float:
    if task.state is TaskState.SUCCEEDED:
        return 1.0
    return 0.0 if task.progress is None else task.progress.fraction


def _failure(failure: Failure | None) -> Any:
    return None if failure is None else taskflow_failure(failure)


def _ended(state: TaskState) -> bool:
    return state not in (TaskState.RUNNING, TaskState.PAUSED)


def _failure_dict(failure: Failure | None) -> FailureDict | None:
    if failure is None:
        return None
    of_taskflow = taskflow_failure(failure)
    return {"type": failure.type, "message": failure.message, "traceback": of_taskflow.traceback_str or ""}
