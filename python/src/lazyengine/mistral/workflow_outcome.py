"""How a workflow stands, in Mistral's words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, TypeVar

import grpc

from lazyengine.client import Client
from lazyengine.enums import AttemptEnd, FlowState, FlowView, TaskState
from lazyengine.errors import LazyEngineError
from lazyengine.mistral.action_executions import action_execution_id
from lazyengine.mistral.flow_facts import items_of
from lazyengine.mistral.task_results import NOTHING_BEGUN, flow_state, published_of, result_of, task_state
from lazyengine.task_values import TaskAttempt, TaskDetails

T = TypeVar("T")

_LOST = frozenset({AttemptEnd.LEASE_LOST, AttemptEnd.RELEASED})


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """One run of a task by a trigger. `runs`: how often its action or workflow was begun, each item by itself.

    `workflows`: those that its last attempt called. `action_executions`: the ids of actions that others finish, and
    whose results it waits for.
    """

    name: str
    state: str
    runs: int
    published: Mapping[str, Any]
    result: Any
    state_info: str | None = None
    task_id: str = ""
    workflows: Sequence[WorkflowOutcome] = ()
    action_executions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class WorkflowOutcome:
    """A workflow execution: `state` is SUCCESS, ERROR, PAUSED, CANCELLED or RUNNING. Tasks in the order of the text."""

    state: str
    output: dict[str, Any] | None
    tasks: list[TaskOutcome] = field(default_factory=list)
    state_info: str | None = None
    flow_id: str = ""
    name: str = ""


def outcome_of(client: Client, flow_id: str) -> WorkflowOutcome:
    """How a workflow stands now, with the workflows that it has called."""
    page = client.get_flow_details(flow_id, view=FlowView.FULL, page_size=1)
    tasks = list(client.iterate_tasks(flow_id, view=FlowView.FULL))
    flow = page.flow
    return WorkflowOutcome(
        flow_state(flow.state),
        flow.output,
        [_task(client, flow_id, task, tasks) for task in tasks if _is_begun(flow.state, task)],
        None if flow.failure is None else flow.failure.message,
        flow_id,
        flow.name,
    )


def _is_begun(flow: FlowState, task: TaskDetails) -> bool:
    """Whether Mistral would have an execution of the task: not of an item, nor of what a paused flow holds back."""
    return task.item_index is None and task_state(task) is not None and not is_held_back(flow, task)


def is_held_back(flow: FlowState, task: TaskDetails) -> bool:
    """Whether a task is not begun since its flow is paused."""
    return flow is FlowState.SUSPENDED and task.state is TaskState.READY and task.attempt == 0


def _task(client: Client, flow_id: str, task: TaskDetails, tasks: Sequence[TaskDetails]) -> TaskOutcome:
    items = items_of(tasks, task)
    workflows = _workflows(client, task)
    return TaskOutcome(
        name=task.name,
        state=task_state(task) or "",
        runs=sum(_runs(item) for item in items)
        if task.item_count is not None
        else _runs(task) * max(1, len(workflows)),
        published=published_of(task),
        result=result_of(client, flow_id, task, items),
        state_info=None if task.failure is None else task.failure.message,
        task_id=task.task_id,
        workflows=workflows,
        action_executions=[
            action_execution_id(flow_id, one.task_id, one.attempt) for one in (items or [task]) if one.deferred
        ],
    )


def _runs(task: TaskDetails) -> int:
    """Attempts that were lost with their runner, or began nothing, are not counted."""
    return task.attempt - sum(one.attempt > 0 and _is_idle(one) for one in task.attempts)


def _is_idle(attempt: TaskAttempt) -> bool:
    """A called workflow fails with the type of what failed in it."""
    failure = attempt.failure
    began_nothing = failure is not None and failure.type in NOTHING_BEGUN and not attempt.child_flow_id
    return attempt.end in _LOST or began_nothing


def _workflows(client: Client, task: TaskDetails) -> Sequence[WorkflowOutcome]:
    """Those that a task's last attempt is, or runs as items of one flow."""
    if not task.child_flow_id:
        return ()
    details = _stored(lambda: client.get_flow_details(task.child_flow_id, view=FlowView.FULL, page_size=1))
    if details is None:
        return ()
    if not (details.flow.input or {}).get("items_of"):
        return (outcome_of(client, task.child_flow_id),)
    items = client.iterate_tasks(task.child_flow_id, view=FlowView.FULL)
    called = [item.child_flow_id for item in items if item.child_flow_id]
    outcomes = [_stored(partial(outcome_of, client, flow_id)) for flow_id in called]
    return tuple(outcome for outcome in outcomes if outcome is not None)


def _stored(read: Callable[[], T]) -> T | None:
    """What is read of a flow; None = it is about to be stored, as the task that calls it is before it."""
    try:
        return read()
    except LazyEngineError as error:
        if error.code is not grpc.StatusCode.NOT_FOUND:
            raise
        return None


def as_text(outcome: WorkflowOutcome) -> str:
    """In JSON, for people and programs."""
    return json.dumps(asdict(outcome), indent=2, ensure_ascii=False, default=str)
