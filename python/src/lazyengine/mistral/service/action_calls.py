"""Actions as Mistral's clients see them: completed, paused, resumed and kept alive by their execution ids."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from mistral import context as mistral_context
from mistral import exceptions
from mistral.db.v2.sqlalchemy import models
from mistral.services import security
from mistral.workflow import states
from mistral_lib import actions as lib

from lazyengine.client import Client
from lazyengine.enums import FlowState, FlowView, TaskState
from lazyengine.flow_values import Flow
from lazyengine.mistral.actions import Call, find
from lazyengine.mistral.lone_action import LONE_ACTION_TYPE, LoneAction
from lazyengine.mistral.on_behalf import on_behalf_of
from lazyengine.mistral.outcomes import action_failure
from lazyengine.mistral.service.action_rows import lone_action_row
from lazyengine.mistral.service.places import ActionPlace, action_of
from lazyengine.mistral.service.projection import Projection
from lazyengine.mistral.service.stored_rows import action_execution, note_action, note_action_state
from lazyengine.mistral.service.versions import state_of
from lazyengine.task_values import TaskDetails

_BEGIN_SECONDS = 5.0
_LOOK_SECONDS = 0.1
_PAUSED = (FlowState.SUSPENDED, FlowState.SUSPENDING)
_STATES = {TaskState.RUNNING: states.RUNNING, TaskState.PAUSED: states.PAUSED}


def complete(client: Client, projection: Projection, id: str, result: lib.Result | None) -> Any:
    """Bring the result of an action; its row. Raises ValueError, as Mistral does, where it has one already."""
    place, flow, task = _begun(client, id)
    _check_open(id, place, task)
    outcome, state, output = _outcome(client, place, flow, result)
    client.task_complete(place.flow_id, place.task_id, claim_token=place.claim_token, attempt=place.attempt, **outcome)
    _ensure_row(projection, id, place)
    note_action(id, state, output)
    return action_execution(id)


def update(client: Client, projection: Projection, id: str, state: str) -> Any:
    """Pause an action that others finish, and its workflow, or let both go on; its row."""
    place, flow, task = _begun(client, id)
    before = _STATES.get(task.state) if task.deferred and task.attempt == place.attempt else None
    if before is None or not states.is_valid_transition(before, state):
        shown = before or action_execution(id).state
        if states.is_paused(state) and shown == states.RUNNING:
            raise exceptions.InvalidStateTransitionException(
                "Transition to the PAUSED state is only supported for asynchronous action execution."
            )
        raise exceptions.InvalidStateTransitionException(f"Invalid state transition from {shown} to {state}.")
    pauses = states.is_paused(state)
    report = {"flow_id": place.flow_id, "task_id": place.task_id, "claim_token": place.claim_token, "paused": pauses}
    client.report_progress([report])
    if flow.name != LONE_ACTION_TYPE:
        _follow(client, flow, pauses)
    projection.write_flow(place.flow_id)
    note_action_state(id, state)
    return action_execution(id)


def keep_alive(client: Client, ids: Iterable[str]) -> None:
    """Renew the heartbeat timeouts of the actions that are known and still run."""
    reports = []
    for id in ids:
        try:
            place = action_of(client, id)
        except exceptions.DBEntityNotFoundError:
            continue
        reports.append({"flow_id": place.flow_id, "task_id": place.task_id, "claim_token": place.claim_token})
    if reports:
        client.report_progress(reports)


def lone_action(client: Client, projection: Projection, lone: LoneAction, *, keep: bool) -> Any:
    """The row of an action outside of workflows; one that is not kept is only returned."""
    if keep:
        projection.write_flow(lone.id)
        return action_execution(lone.id)
    page = client.get_flow_details(lone.id, view=FlowView.FULL)
    row = lone_action_row(page.flow, lone, page.tasks[0])
    values = {**row.first, **row.always}
    shown = ("name", "description", "input", "output", "state", "workflow_namespace")
    return models.ActionExecution(**{name: values.get(name) for name in shown})


def _follow(client: Client, flow: Flow, pauses: bool) -> None:
    """As in Mistral the workflow pauses with its action, and goes on once none of its tasks is paused."""
    if pauses:
        if not flow.state.ended:
            client.suspend_flow(flow.flow_id)
    elif flow.state in _PAUSED and not list(client.iterate_tasks(flow.flow_id, states=[TaskState.PAUSED])):
        client.resume_flow(flow.flow_id)


def _read(client: Client, place: ActionPlace) -> tuple[Flow, TaskDetails]:
    page = client.get_flow_details(place.flow_id, view=FlowView.FULL, task_ids=[place.task_id])
    if not page.tasks:
        raise exceptions.DBEntityNotFoundError(f"Task not found [flow={place.flow_id}, task={place.task_id}]")
    return page.flow, page.tasks[0]


def _begun(client: Client, id: str) -> tuple[ActionPlace, Flow, TaskDetails]:
    """The action, once its runner has begun it, which tells whether others finish it: a moment after it is shown."""
    end = time.monotonic() + _BEGIN_SECONDS
    while True:
        place = action_of(client, id)
        flow, task = _read(client, place)
        _check_visible(id, flow)
        is_begun = task.deferred or place.record is not None or task.state not in _STATES
        if is_begun or time.monotonic() > end:
            return place, flow, task
        time.sleep(_LOOK_SECONDS)


def _check_visible(id: str, flow: Flow) -> None:
    """As Mistral's database shows it to the caller."""
    caller = mistral_context.ctx()
    if not caller.is_admin and flow.input["definition"]["project_id"] != security.get_project_id():
        raise exceptions.DBEntityNotFoundError(f"ActionExecution not found [id={id}]")


def _check_open(id: str, place: ActionPlace, task: TaskDetails) -> None:
    """An action has one result. One that its runner is still to bring itself is not taken from others."""
    is_open = task.state in _STATES and (place.attempt is None or task.attempt == place.attempt)
    if not is_open:
        raise exceptions.InvalidResultException(f"Action {id} is already completed")
    if not task.deferred and place.record is None:
        raise exceptions.InvalidResultException(f"Action {id} is run by a runner, which brings its result itself")


def _outcome(
    client: Client, place: ActionPlace, flow: Flow, result: lib.Result | None
) -> tuple[dict[str, Any], str, Any]:
    """Of the task, with the state and the output of the action's row."""
    if result is not None and result.is_cancel():
        return {"cancelled": {"message": str(result.error or "")}}, states.CANCELLED, {"result": result.error}
    if result is not None and result.error is not None:
        return {"failure": action_failure(result.error)}, states.ERROR, {"result": result.error}
    data = result.data if result is not None else None
    converted = _converted(place, flow, data)
    return {"result": converted}, states.SUCCESS, {"result": converted}


def _converted(place: ActionPlace, flow: Flow, data: Any) -> Any:
    """What ad-hoc actions make of a result."""
    if flow.name == LONE_ACTION_TYPE:
        lone = LoneAction.of(flow.input)
        with on_behalf_of(lone.definition):
            return find(lone.action, lone.definition).post_process_result(lib.Result(data=data)).data
    if place.record is None:
        return data
    return Call(place.record.action, {}, place.record.outputs).converted(data)


def _ensure_row(projection: Projection, id: str, place: ActionPlace) -> None:
    """An action may end before the projection has shown that it began."""
    if state_of(models.ActionExecution, id) is None:
        projection.write_flow(place.flow_id)
