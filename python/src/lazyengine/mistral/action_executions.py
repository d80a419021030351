"""Which task an action execution belongs to: stored before an action that others finish is handed on, until it ends."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import grpc

from lazyengine.client import Client
from lazyengine.enums import ConflictPolicy, FlowView, TaskState
from lazyengine.errors import LazyEngineError
from lazyengine.flow_spec import FlowSpec
from lazyengine.mistral.task_results import execution_id
from lazyengine.task import Task

#: The name of the flows without tasks that keep them.
RECORD = "mistral.action_execution"

_log = logging.getLogger("lazyengine.mistral")

_SWEEP_SECONDS = 3600.0
_SHOWN_CHARACTERS = 64 * 1024


@dataclass(frozen=True, slots=True)
class ActionExecution:
    """An action that is run for an attempt of a task. `outputs`: of ad-hoc actions, applied to what others bring.

    `input`: only where Mistral's database is to show it.
    """

    id: str
    flow_id: str
    task_id: str
    attempt: int
    claim_token: str
    action: str
    outputs: tuple[Any, ...] = ()
    input: Any = None


def action_execution_id(flow_id: str, task_id: str, attempt: int) -> str:
    """The id of what is run for an attempt, the same wherever it is asked for."""
    return execution_id(flow_id, task_id, attempt)


def action_execution_of(item: Task, action: str, outputs: tuple[Any, ...]) -> ActionExecution:
    """That of a claimed task: its id follows from the attempt."""
    claim = item.claim
    return ActionExecution(
        action_execution_id(claim.flow_id, claim.task_id, claim.attempt),
        claim.flow_id,
        claim.task_id,
        claim.attempt,
        claim.claim_token,
        action,
        outputs,
    )


def keep(client: Client, execution: ActionExecution) -> None:
    """Store it, for any process to find by its id."""
    client.run(
        FlowSpec(RECORD),
        flow_id=_flow_id(execution.id),
        input=asdict(execution),
        labels={RECORD: execution.flow_id[:256]},
        conflict_policy=ConflictPolicy.RETURN_EXISTING,
    )


def look_up(client: Client, execution_id: str) -> ActionExecution:
    """The one of this id. Raises LookupError where none was stored, or it has ended: then it is not kept."""
    try:
        flow = client.get_flow_details(_flow_id(execution_id), view=FlowView.FULL, page_size=1).flow
    except LazyEngineError as error:
        if error.code not in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.INVALID_ARGUMENT):
            raise
        raise LookupError(
            f"no action execution {execution_id!r} waits for a result: none has that id, or it has ended"
        ) from error
    stored: Mapping[str, Any] = flow.input
    return ActionExecution(**{**stored, "outputs": tuple(stored["outputs"])})


def call_shown(action: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was called, to be shown: an input that is long is left out, as is what JSON cannot have."""
    try:
        is_short = len(json.dumps(values, default=str)) <= _SHOWN_CHARACTERS
    except Exception:
        is_short = False
    return {"action": action, "input": values if is_short else {}}


def forget(client: Client, execution_id: str) -> None:
    """Delete what was stored of an action that has ended; nothing where there is none."""
    client.delete_flow(_flow_id(execution_id), allow_missing=True)


def sweep(client: Client) -> int:
    """Delete what was stored of actions that nobody waits for any more: they timed out, or their flow has ended.

    How many. It lists all flows of the namespace: for now and then.
    """
    swept = 0
    for flow in client.iterate_flows(name=RECORD):
        try:
            execution = look_up(client, flow.flow_id.removeprefix(f"{RECORD}:"))
        except LookupError:
            continue
        if not _is_awaited(client, execution):
            forget(client, execution.id)
            swept += 1
    return swept


def keep_sweeping(client: Client) -> None:
    """Sweep now and every hour, on a thread that goes on as long as the process."""
    threading.Thread(target=_sweep, args=(client,), name="mistral-sweep", daemon=True).start()


def _sweep(client: Client) -> None:
    while True:
        try:
            sweep(client)
        except LazyEngineError as error:
            _log.warning("action executions that have ended were not deleted: %s", error)
        time.sleep(_SWEEP_SECONDS)


def _is_awaited(client: Client, execution: ActionExecution) -> bool:
    try:
        page = client.get_flow_details(execution.flow_id, view=FlowView.TASKS, task_ids=[execution.task_id])
    except LazyEngineError as error:
        if error.code is not grpc.StatusCode.NOT_FOUND:
            raise
        return False
    return not page.flow.state.ended and any(
        task.attempt == execution.attempt and task.state in (TaskState.RUNNING, TaskState.PAUSED) for task in page.tasks
    )


def _flow_id(execution_id: str) -> str:
    return f"{RECORD}:{execution_id}"
