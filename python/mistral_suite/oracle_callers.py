"""Who calls an action on Mistral: the way of tasks that leads to the call."""

from __future__ import annotations

from typing import Any

from mistral.db.v2 import api as db

from mistral_suite.in_context import in_context


def caller_of(action_execution: str) -> str:
    """Such as "call[1] > poll"."""
    with in_context(), db.transaction(read_only=True):
        return " > ".join(_way(db.get_action_execution(action_execution)))


def _way(execution: Any) -> list[str]:
    """`execution`: of an action, or of a workflow that a task has called."""
    task = execution.task_execution
    if task is None:
        return []
    place = f"[{execution.runtime_context['index']}]" if "with-items" in task.spec else ""
    return [*_way(task.workflow_execution), f"{task.name}{place}"]
