"""What Mistral's database is to say of a task execution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mistral.workflow import states

from lazyengine.flow_values import Flow
from lazyengine.mistral.compiler import calls_workflow
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.service.workflow_rows import ORIGIN, Row, common_values, database_time
from lazyengine.mistral.task_results import execution_id, published_of, task_state, workflow_execution_id
from lazyengine.mistral.task_rules import ENGINE_COMMANDS, Transition, is_direct, transitions
from lazyengine.mistral.workflow_outcome import is_held_back
from lazyengine.task_values import TaskDetails


def task_row(flow: Flow, work: WorkflowInput, task: TaskDetails) -> Row | None:
    """Of a task that is no item of a list; None where Mistral has none: nothing led to it, or it is held back."""
    flow_id = flow.flow_id
    state = None if is_held_back(flow.state, task) else task_state(task)
    spec = work.spec.get_tasks().get(task.name)
    if state is None or spec is None:
        return None
    has_ended = states.is_completed(state)
    fired = list(_fired(work, task))
    following = [[one.to, one.clause] for one in fired if one.to not in ENGINE_COMMANDS]
    first = {
        **common_values(work),
        "name": task.name,
        "created_at": database_time(task.ready_time or task.start_time),
        "tags": list(spec.get_tags() or ()),
        "spec": spec.to_dict(),
        "type": "WORKFLOW" if calls_workflow(spec) else "ACTION",
        "workflow_execution_id": workflow_execution_id(flow_id),
    }
    always = {
        "state": state,
        "state_info": None if task.failure is None else task.failure.message,
        "updated_at": database_time(task.end_time or task.start_time or task.ready_time),
        "started_at": database_time(task.start_time or task.ready_time),
        "finished_at": database_time(task.end_time) if has_ended else None,
        "processed": has_ended,
        "has_next_tasks": bool(following),
        "next_tasks": following,
        "error_handled": any(one.clause == "on-error" for one in fired),
        "in_context": dict(task.context["outbound"]) if task.context else {},
        "published": dict(published_of(task)),
        "runtime_context": {
            "triggered_by": list(_causes(flow_id, work, task)),
            ORIGIN: {"flow_id": flow_id, "task_id": task.task_id},
        },
    }
    return Row(execution_id(flow_id, task.task_id), first, always)


def _fired(work: WorkflowInput, task: TaskDetails) -> Iterator[Transition]:
    if is_direct(work.spec):
        edges = transitions(work.spec, task.name)
        yield from (edges[one.edge] for one in task.fired)


def _causes(flow_id: str, work: WorkflowInput, task: TaskDetails) -> Iterator[dict[str, Any]]:
    """What led to it, as Mistral tells that: the task executions and the clauses."""
    if not is_direct(work.spec):
        return
    for cause in task.causes:
        edges = transitions(work.spec, cause.task_id.partition("#")[0])
        yield {"task_id": execution_id(flow_id, cause.task_id), "event": edges[cause.edge].clause}
