"""How far the engine's flow has come, as its storage has it, for a run that begins there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from taskflow import retry as retry_module
from taskflow import states
from taskflow.engines.action_engine import traversal
from taskflow.types import failure as failure_module

from lazyengine.enums import FlowState, Intent, TaskState
from lazyengine.flow_values import Failure
from lazyengine.taskflow.engine_definition import EngineDefinition
from lazyengine.taskflow.payloads import payload_of
from lazyengine.taskflow.snapshot_bounds import fit_snapshot
from lazyengine.taskflow.stored_failure import stored_failure

_STATES = {
    states.PENDING: TaskState.PENDING,
    states.RUNNING: TaskState.RUNNING,
    states.SUCCESS: TaskState.SUCCEEDED,
    states.FAILURE: TaskState.FAILED,
    states.IGNORE: TaskState.SKIPPED,
    states.REVERTING: TaskState.REVERTING,
    states.REVERTED: TaskState.REVERTED,
    states.REVERT_FAILURE: TaskState.REVERT_FAILED,
    states.RETRYING: TaskState.RETRYING,
}
# What the server takes of these follows from the state alone; TaskFlow lets anything be written beside it.
_BY_STATE = {
    TaskState.REVERTING: Intent.REVERT,
    TaskState.REVERTED: Intent.REVERT,
    TaskState.REVERT_FAILED: Intent.REVERT,
    TaskState.RETRYING: Intent.RETRY,
    TaskState.SKIPPED: Intent.SKIP,
}
_INTENTS = {states.REVERT: Intent.REVERT, states.RETRY: Intent.RETRY}

_UNKNOWN = Failure("Exception", "its failure is not known")


def flow_snapshot(runtime: Any, definition: EngineDefinition, *, suspended: bool) -> dict[str, Any]:
    """The snapshot, as `Client.run` takes it."""
    tasks = {task_id: _task(runtime.storage, task_id, atom) for task_id, atom in definition.atoms.items()}
    _undo_behind_retries(runtime, definition, tasks)
    snapshot = [*tasks.values(), *_noops(definition, tasks)]
    if any(task["intent"] is Intent.REVERT for task in tasks.values()):
        snapshot += _gone(runtime.storage, definition)
    fit_snapshot(snapshot)
    return {"state": FlowState.SUSPENDED if suspended else FlowState.RUNNING, "tasks": snapshot}


def _task(storage: Any, task_id: str, atom: Any) -> dict[str, Any]:
    detail = storage._flowdetail.find(storage.get_atom_uuid(atom.name))
    state = _STATES[detail.state or states.PENDING]
    intent = _BY_STATE.get(state) or _INTENTS.get(detail.intention, Intent.EXECUTE)
    task: dict[str, Any] = {"task_id": task_id, "state": state, "intent": intent}
    if isinstance(atom, retry_module.Retry):
        task["history"] = _history(detail)
    elif detail.results is not None and state is not TaskState.PENDING:
        task["result"] = payload_of(detail.results)
    if state is not TaskState.PENDING:
        task["attempt"] = 1
        task["failure"] = _failure(storage, detail, states.EXECUTE, required=state is TaskState.FAILED)
    if detail.revert_results is not None and state is TaskState.REVERTED:
        task["revert_result"] = payload_of(detail.revert_results)
    if state is TaskState.REVERT_FAILED:
        task["revert_failure"] = _failure(storage, detail, states.REVERT, required=True)
    return task


def _failure(storage: Any, detail: Any, intention: str, *, required: bool) -> Failure | None:
    found = detail.failure if intention == states.EXECUTE else detail.revert_failure
    if isinstance(found, failure_module.Failure):
        return stored_failure(found)
    return _UNKNOWN if required else None


def _history(detail: Any) -> list[dict[str, Any]]:
    attempts: list[dict[str, Any]] = [
        {
            "value": payload_of(value),
            "failures": {name: stored_failure(failure) for name, failure in failures.items()},
        }
        for value, failures in detail.results or []
    ]
    if attempts and isinstance(detail.failure, failure_module.Failure):
        attempts[-1]["own"] = stored_failure(detail.failure)
    return attempts


def _undo_behind_retries(runtime: Any, definition: EngineDefinition, tasks: Mapping[str, dict[str, Any]]) -> None:
    """Where it is decided that all behind a controller is tried again, all of it is to be undone first."""
    graph = runtime.compilation.execution_graph
    for task_id, atom in definition.atoms.items():
        if tasks[task_id]["intent"] is not Intent.RETRY:
            continue
        for behind in traversal.depth_first_iterate(graph, atom, traversal.Direction.FORWARD):
            name = getattr(behind, "name", None)
            task = tasks.get(definition.ids.get(name, "")) if name is not None else None
            if task is not None and task["intent"] is Intent.EXECUTE:
                task["intent"] = Intent.REVERT


def _noops(definition: EngineDefinition, tasks: Mapping[str, Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """The ends of flows have no state in TaskFlow: theirs follows from what is before them."""
    told: dict[str, dict[str, Any]] = {}

    def tell(name: str) -> Mapping[str, Any]:
        if name in tasks:
            return tasks[name]
        if name not in told:
            told[name] = {"task_id": name, **_noop([tell(source) for source in definition.noops[name]])}
        return told[name]

    return [dict(tell(name)) for name in definition.noops]


def _noop(before: list[Mapping[str, Any]]) -> dict[str, Any]:
    states_before = {task["state"] for task in before}
    undone = any(task["intent"] in (Intent.REVERT, Intent.RETRY) for task in before)
    if states_before & {TaskState.REVERTING, TaskState.REVERTED, TaskState.REVERT_FAILED}:
        state = TaskState.REVERTED
    elif states_before <= {TaskState.SUCCEEDED, TaskState.SKIPPED}:
        state = TaskState.SUCCEEDED
    else:
        state = TaskState.PENDING
    return {"state": state, "intent": Intent.REVERT if undone else Intent.EXECUTE}


def _gone(storage: Any, definition: EngineDefinition) -> Iterable[dict[str, Any]]:
    """Atoms that the flow does not have any more: what is reverted may be reverted because of them."""
    for detail in storage._flowdetail:
        failed = detail.state in (states.FAILURE, states.REVERTED, states.REVERTING)
        if failed and detail.name not in definition.ids and isinstance(detail.failure, failure_module.Failure):
            failure = stored_failure(detail.failure)
            yield {"task_id": detail.name, "state": TaskState.FAILED, "intent": Intent.REVERT, "failure": failure}
