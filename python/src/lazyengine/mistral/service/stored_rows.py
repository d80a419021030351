"""Rows of Mistral's database as its engine returns them, detached."""

from __future__ import annotations

from typing import Any

from mistral.db.v2 import api as db
from mistral.workflow import states

from lazyengine.mistral.task_results import workflow_execution_id


def workflow_execution(id: str) -> Any:
    """A workflow execution, by its id or that of its flow. Raises DBEntityNotFoundError where there is none."""
    with db.transaction(read_only=True):
        return db.get_workflow_execution(workflow_execution_id(id)).get_clone()


def action_execution(id: str) -> Any:
    """An action execution. Raises DBEntityNotFoundError where there is none."""
    with db.transaction(read_only=True):
        return db.get_action_execution(id).get_clone()


def note_stop(id: str, state: str, message: str | None) -> None:
    """Store why a caller has cancelled a workflow, which its flow does not tell."""
    if state != states.CANCELLED:
        return
    with db.transaction():
        row = db.get_workflow_execution(workflow_execution_id(id))
        if row.state == states.CANCELLED and not row.state_info:
            row.state_info = message
            row.output = {"result": message}


def note_action(id: str, state: str, output: Any) -> None:
    """Store how an action has ended, before the projection tells what follows."""
    with db.transaction():
        row = db.load_action_execution(id)
        if row is not None and not states.is_completed(row.state):
            row.state, row.output, row.accepted = state, output, True


def note_action_state(id: str, state: str) -> None:
    """Store that an action is paused, or goes on."""
    with db.transaction():
        row = db.load_action_execution(id)
        if row is not None and not states.is_completed(row.state):
            row.state = state
