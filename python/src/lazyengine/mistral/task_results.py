"""Tasks and flows in Mistral's words: states, results, what was published."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import grpc

from lazyengine.client import Client
from lazyengine.enums import FlowState, FlowView, TaskState
from lazyengine.errors import LazyEngineError
from lazyengine.flow_values import Failure
from lazyengine.task_values import TaskDetails

#: The failure of an action, whose error is kept as it is.
ACTION_ERROR = "MISTRAL_ACTION_ERROR"
#: The failure of what Mistral fails a workflow for at once: an expression or an input that is wrong.
WORKFLOW_ERROR = "MISTRAL_WORKFLOW_ERROR"
#: The failure of a task whose action or workflow could not be started.
NOT_STARTED = "MISTRAL_NOT_STARTED"
#: The failure of a join that can no longer be reached, for the server.
JOIN_UNREACHABLE = "JOIN_UNREACHABLE"
#: Failures of attempts in which nothing was begun.
NOTHING_BEGUN = frozenset({WORKFLOW_ERROR, NOT_STARTED})

_NAMES = uuid.UUID("6f2b4dd8-2f0e-5f0c-9a3a-6e6f1f2f6a55")
_FLOW_STATES = {
    FlowState.PENDING: "IDLE",
    FlowState.RUNNING: "RUNNING",
    FlowState.SUSPENDING: "PAUSED",
    FlowState.SUSPENDED: "PAUSED",
    FlowState.CANCELLING: "CANCELLED",
    FlowState.CANCELLED: "CANCELLED",
    FlowState.SUCCEEDED: "SUCCESS",
    FlowState.FAILED: "ERROR",
}
_TASK_STATES = {
    TaskState.DELAYED: "DELAYED",
    TaskState.READY: "RUNNING",
    TaskState.RUNNING: "RUNNING",
    TaskState.PAUSED: "PAUSED",
    TaskState.SUCCEEDED: "SUCCESS",
    TaskState.FAILED: "ERROR",
    TaskState.CANCELLED: "CANCELLED",
}
_WAITING = frozenset({TaskState.READY, TaskState.DELAYED})
_SKIPPED_BY_WISH = frozenset({"REQUESTED", "DECIDED"})


def flow_state(state: FlowState) -> str:
    """The state of a workflow execution."""
    return _FLOW_STATES.get(state, "RUNNING")


def task_state(task: TaskDetails) -> str | None:
    """The state of a task execution; None of a task that Mistral would have none of, since nothing led to it."""
    if task.state is TaskState.SKIPPED:
        return "SKIPPED" if task.state_reason in _SKIPPED_BY_WISH else None
    if task.state is TaskState.CANCELLED and task.attempt == 0 and task.item_count is None:
        return None
    return _TASK_STATES.get(task.state)


def execution_id(*parts: str | int) -> str:
    """A UUID for what has none here, the same wherever it is asked for."""
    return str(uuid.uuid5(_NAMES, "\n".join(str(part) for part in parts)))


def workflow_execution_id(flow_id: str) -> str:
    """The id of a workflow execution in Mistral's database, which has no room for the ids of flows within flows."""
    return execution_id(flow_id) if "~" in flow_id else flow_id


def error_of(failure: Failure) -> Any:
    """What an action failed with."""
    details = failure.details
    return details["result"] if isinstance(details, Mapping) and "result" in details else failure.message


def result_of(client: Client, flow_id: str, task: TaskDetails, items: Sequence[TaskDetails]) -> Any:
    """What Mistral tells as a task's result; `items` are those of its list. What a flow resulted in is read."""
    if task.item_count is not None:
        return [result_of(client, flow_id, item, ()) for item in items]
    if task.state is TaskState.SUCCEEDED:
        return task.result
    if task.context is not None and "result" in task.context:
        return task.context["result"]
    if task.child_flow_id and task.state not in _WAITING:
        return output_of(client, task.child_flow_id)
    if task.failure is None or task.state not in (TaskState.FAILED, TaskState.CANCELLED):
        return []
    is_told = task.failure.type == ACTION_ERROR or task.state is TaskState.CANCELLED
    return error_of(task.failure) if is_told else []


def output_of(client: Client, flow_id: str) -> Any:
    """What a flow that a task has called resulted in; nothing where it has not been stored yet."""
    try:
        return client.get_flow_details(flow_id, view=FlowView.FULL, page_size=1).flow.output
    except LazyEngineError as error:
        if error.code is not grpc.StatusCode.NOT_FOUND:
            raise
        return None


def published_of(task: TaskDetails) -> Mapping[str, Any]:
    """What a task has published into its branch."""
    published: Mapping[str, Any] = task.context["published"] if task.context else {}
    return published
