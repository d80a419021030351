"""Which flow, task and attempt the ids of Mistral's database stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mistral import exceptions
from mistral.db.v2 import api as db

from lazyengine.client import Client
from lazyengine.mistral.action_executions import ActionExecution, look_up
from lazyengine.mistral.service.workflow_rows import ORIGIN


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """A task of a flow, and the execution of the workflow that it belongs to."""

    flow_id: str
    task_id: str
    execution_id: str
    state: str


@dataclass(frozen=True, slots=True)
class ActionPlace:
    """An action's task, attempt and claim token; the record of one that others finish, where there is one."""

    flow_id: str
    task_id: str
    attempt: int | None
    claim_token: str | None
    record: ActionExecution | None


def flow_of(execution_id: str) -> str:
    """The flow of a workflow execution. Raises DBEntityNotFoundError where the caller's project has none of the id."""
    with db.transaction(read_only=True):
        row = db.get_workflow_execution(execution_id)
        return str(_origin(row, "WorkflowExecution", execution_id)["flow_id"])


def task_of(task_execution_id: str) -> TaskPlace:
    """The task of a task execution. Raises DBEntityNotFoundError where there is none."""
    with db.transaction(read_only=True):
        row = db.get_task_execution(task_execution_id)
        origin = _origin(row, "TaskExecution", task_execution_id)
        return TaskPlace(origin["flow_id"], origin["task_id"], row.workflow_execution_id, row.state)


def action_of(client: Client, action_execution_id: str) -> ActionPlace:
    """The attempt of an action execution. Raises DBEntityNotFoundError where there is none.

    Whether the caller's project may see it is not looked at: its row may be still to be written.
    """
    try:
        record = look_up(client, action_execution_id)
    except LookupError:
        record = None
    if record is not None:
        return ActionPlace(record.flow_id, record.task_id, record.attempt, record.claim_token, record)
    with db.transaction(read_only=True):
        row = db.get_action_execution(action_execution_id)
        origin = _origin(row, "ActionExecution", action_execution_id)
        return ActionPlace(origin["flow_id"], origin["task_id"], origin.get("attempt"), None, None)


def _origin(row: Any, kind: str, id: str) -> dict[str, Any]:
    origin: dict[str, Any] | None = (row.runtime_context or {}).get(ORIGIN)
    if origin is None:
        raise exceptions.DBEntityNotFoundError(f"{kind} is none of LazyEngine [id={id}]")
    return origin
