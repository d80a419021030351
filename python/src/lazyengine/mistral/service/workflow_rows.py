"""What Mistral's database is to say of a workflow execution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from mistral.workflow import states

from lazyengine.flow_values import Flow
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.task_results import flow_state, workflow_execution_id

#: Where rows keep what of LazyEngine they show, in `runtime_context`.
ORIGIN = "lazyengine"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a called workflow belongs: the task execution that called it, in which attempt, for which item."""

    task_execution_id: str
    attempt: int
    index: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its id: what is written once, and what is written with each change."""

    id: str
    first: dict[str, Any]
    always: dict[str, Any]


def common_values(work: WorkflowInput) -> dict[str, Any]:
    """What a workflow's own row, and the rows of its tasks and actions, have in common."""
    return {
        "workflow_name": work.workflow,
        "workflow_namespace": work.definition["namespace"],
        "workflow_id": work.definition["id"],
        "project_id": work.definition["project_id"],
        "scope": "private",
    }


def workflow_row(flow: Flow, work: WorkflowInput, place: Place | None, full: Flow | None) -> Row:
    """Of a flow in its state; `full`: the flow with its payloads, where those are to be written."""
    id = workflow_execution_id(flow.flow_id)
    state = flow_state(flow.state)
    always: dict[str, Any] = {
        "state": state,
        "accepted": states.is_completed(state),
        "updated_at": database_time(flow.update_time),
    }
    # Why a caller cancelled it is not told by the flow: the engine has written that.
    if flow.failure is not None or state != states.CANCELLED:
        always["state_info"] = None if flow.failure is None else _why(work, flow.failure.message, full)
    if full is not None:
        always["context"] = _context(id, work, full.globals)
        if full.output is not None:
            always["output"] = full.output if isinstance(full.output, dict) else {"result": full.output}
    return Row(id, _first(flow, work, place), always)


def _first(flow: Flow, work: WorkflowInput, place: Place | None) -> dict[str, Any]:
    tags = work.spec.get_tags()
    origin = {"flow_id": flow.flow_id, "attempt": place.attempt if place else 0}
    return {
        **common_values(work),
        "name": work.workflow,
        "description": "sub-workflow execution" if place else work.description,
        "created_at": database_time(flow.create_time),
        "tags": list(tags or ()),
        "spec": work.spec.to_dict(),
        "input": dict(work.input),
        "output": {},
        "params": _shown_params(flow, work, place),
        "runtime_context": {"index": place.index if place else 0, ORIGIN: origin},
        "task_execution_id": place.task_execution_id if place else None,
        "root_execution_id": workflow_execution_id(flow.root_flow_id) if place else None,
    }


def _shown_params(flow: Flow, work: WorkflowInput, place: Place | None) -> dict[str, Any]:
    """The params with what Mistral's engine adds to them: the environment is the root's alone."""
    params = {"namespace": work.definition["within"], **work.params}
    if place is None:
        return {**params, "env": dict(work.env)}
    added = {"task_execution_id": place.task_execution_id, "index": place.index}
    return {"env": {}, **params, **added, "root_execution_id": workflow_execution_id(flow.root_flow_id)}


def _why(work: WorkflowInput, message: str, full: Flow | None) -> str:
    """Why it failed, in Mistral's words where the runner has put them together, beside its output."""
    output = None if full is None else full.output
    if isinstance(output, dict) and isinstance(output.get("result"), str):
        return message if "result" in (work.spec.get_output_on_error() or {}) else output["result"]
    return message


def _context(id: str, work: WorkflowInput, globals_: Mapping[str, Any]) -> dict[str, Any]:
    return {"__execution": {"id": id}, **work.vars, **globals_}


def database_time(time: datetime | None) -> datetime | None:
    """As Mistral's tables have times: in UTC, whole seconds."""
    return None if time is None else time.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
