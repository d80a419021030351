"""What Mistral's database is to say of action executions: one for each attempt of a task, or of an item of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mistral.workflow import states

from lazyengine.enums import AttemptEnd, TaskState
from lazyengine.flow_values import Failure, Flow
from lazyengine.mistral.action_executions import ActionExecution, action_execution_id
from lazyengine.mistral.compiler import calls_workflow
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.lone_action import LoneAction
from lazyengine.mistral.service.workflow_rows import ORIGIN, Row, common_values, database_time
from lazyengine.mistral.task_results import NOTHING_BEGUN, error_of, execution_id
from lazyengine.task_values import TaskAttempt, TaskDetails

_HELD = {TaskState.RUNNING: states.RUNNING, TaskState.PAUSED: states.PAUSED}
_NO_EXECUTION = frozenset({AttemptEnd.LEASE_LOST, AttemptEnd.RELEASED})


def action_rows(flow_id: str, work: WorkflowInput, task: TaskDetails, record: ActionExecution | None) -> Iterator[Row]:
    """Of a task, or an item of one, that runs an action; `record`: what is stored of one that others finish."""
    spec = work.spec.get_tasks().get(task.name)
    if spec is None or calls_workflow(spec) or task.item_count is not None:
        return
    known = _called(task, record)
    first = {
        **common_values(work),
        "name": str(spec.get_action_name() or "std.noop"),
        "input": {},
        "is_sync": True,
        "task_execution_id": execution_id(flow_id, task.task_id.partition("[")[0]),
        "last_heartbeat": None,
    }
    index = task.item_index or 0
    times = {one.attempt: one.claim_time or one.ready_time for one in task.attempts}
    for attempt, outcome in _outcomes(task):
        if not spec.get_keep_result() and outcome["state"] == states.SUCCESS:
            outcome["output"] = {}
        begun = times.get(attempt)
        origin = {"flow_id": flow_id, "task_id": task.task_id, "attempt": attempt}
        yield Row(
            action_execution_id(flow_id, task.task_id, attempt),
            {
                **first,
                "created_at": database_time(begun or task.start_time or task.ready_time),
                "runtime_context": {"index": index, ORIGIN: origin},
            },
            {**known, **outcome},
        )


def lone_action_row(flow: Flow, lone: LoneAction, task: TaskDetails) -> Row:
    """Of an action outside of workflows."""
    held = {"state": states.RUNNING, "updated_at": database_time(task.start_time or flow.create_time)}
    outcomes = [outcome for _, outcome in _outcomes(task)]
    first = {
        "name": lone.action,
        "description": lone.description,
        "workflow_namespace": lone.definition["namespace"],
        "project_id": lone.definition["project_id"],
        "scope": "private",
        "input": dict(lone.input),
        "created_at": database_time(flow.create_time),
        "last_heartbeat": None,
        "is_sync": True,
        "runtime_context": {"index": 0, ORIGIN: {"flow_id": flow.flow_id, "task_id": task.task_id}},
    }
    return Row(lone.id, first, outcomes[-1] if outcomes else held)


def _called(task: TaskDetails, record: ActionExecution | None) -> dict[str, Any]:
    """What is known by now of the action that was called; what was written before stays otherwise."""
    if record is not None:
        return {"name": record.action, "input": record.input or {}, "is_sync": False}
    if isinstance(task.memo, Mapping) and "call" in task.memo:
        return {"name": task.memo["call"]["action"], "input": task.memo["call"]["input"]}
    return {"input": task.item["input"]} if isinstance(task.item, Mapping) else {}


def _outcomes(task: TaskDetails) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each attempt that began something, with what became of it; the result of the last one alone is accepted."""
    over = [one for one in task.attempts if one.attempt > 0 and not _began_nothing(one)]
    for one in over:
        is_last = one.attempt == task.attempt and task.state not in _HELD
        yield one.attempt, _ended(task, one, is_last)
    if task.state in _HELD and task.attempt > 0 and all(one.attempt != task.attempt for one in over):
        updated = database_time(task.start_time or task.ready_time)
        yield task.attempt, {"state": _HELD[task.state], "accepted": False, "updated_at": updated}


def _began_nothing(one: TaskAttempt) -> bool:
    return one.end in _NO_EXECUTION or (one.failure is not None and one.failure.type in NOTHING_BEGUN)


def _ended(task: TaskDetails, one: TaskAttempt, is_last: bool) -> dict[str, Any]:
    values = {"accepted": is_last, "updated_at": database_time(one.end_time)}
    if one.end is AttemptEnd.CANCELLED:
        return {**values, "state": states.CANCELLED, "output": {"result": None}}
    if one.failure is not None and not _has_own_result(task):
        return {**values, "state": states.ERROR, "output": _error(one.failure)}
    state = states.SUCCESS if one.end is AttemptEnd.SUCCEEDED or _has_own_result(task) else states.ERROR
    return {**values, "state": state, **({"output": {"result": _result(task)}} if is_last else {})}


def _has_own_result(task: TaskDetails) -> bool:
    """Whether the action has succeeded and the task has failed over it."""
    return isinstance(task.context, Mapping) and "result" in task.context


def _result(task: TaskDetails) -> Any:
    return task.context["result"] if _has_own_result(task) else task.result


def _error(failure: Failure) -> dict[str, Any]:
    return {"result": error_of(failure)}
