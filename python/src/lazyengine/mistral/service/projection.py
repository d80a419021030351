"""Writes executions into Mistral's database, as its API reads them there: whole flows, or what of them has changed.

Any number of processes may write the same flow: its version is the fence, so that it never goes backwards.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from mistral.db import utils as db_utils
from mistral.db.v2.sqlalchemy import models
from mistral.workflow import states
from oslo_db import exception as db_exceptions
from sqlalchemy.orm import Session

from lazyengine.client import Client
from lazyengine.enums import FlowView, TaskState
from lazyengine.flow_values import Flow
from lazyengine.mistral.action_executions import ActionExecution, action_execution_id, look_up
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.service.action_rows import action_rows, lone_action_row
from lazyengine.mistral.service.notifications import Transitions
from lazyengine.mistral.service.subjects import Subject, Subjects
from lazyengine.mistral.service.tables import Fence, pass_fence, transaction, upsert
from lazyengine.mistral.service.task_rows import task_row
from lazyengine.mistral.service.workflow_rows import ORIGIN, Row, workflow_row
from lazyengine.mistral.task_results import workflow_execution_id
from lazyengine.mistral.task_rules import publishes_globally
from lazyengine.responses import FlowUpdate, WatchCurrent
from lazyengine.task_values import TaskDetails

_log = logging.getLogger(__name__)
_ENDED = (states.SUCCESS, states.ERROR, states.CANCELLED)


class Projection:
    """Reads flows by a client, and writes them into the database that Mistral is configured for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._subjects = Subjects(client)

    def write_flow(self, flow_id: str) -> None:
        """Write a flow as it stands now, with all of its tasks. Raises LazyEngineError where it is gone."""
        flow: Flow | None = None
        tasks: dict[str, TaskDetails] = {}
        # One version of the flow and of all tasks, which pages that are read one after the other are not.
        with self._client.watch_flow(flow_id, view=FlowView.FULL) as watch:
            for frame in watch:
                if isinstance(frame, WatchCurrent):
                    break
                if isinstance(frame, FlowUpdate):
                    flow = frame.flow
                    tasks.update((task.task_id, task) for task in frame.tasks)
        if flow is not None:
            self.write(flow, tasks.values())

    def write(self, flow: Flow, tasks: Iterable[TaskDetails]) -> None:
        """Write a flow in this version, and those of its tasks that have changed."""
        subject = self._subjects.of(flow)
        tasks = list(tasks)
        if subject.lone is not None:
            rows = [lone_action_row(flow, subject.lone, task) for task in tasks]
            self._write_rows(flow, None, [(models.ActionExecution, row) for row in rows], None)
        elif subject.work is not None:
            self._write_workflow(flow, subject.work, subject, tasks)

    def _write_workflow(self, flow: Flow, work: WorkflowInput, subject: Subject, tasks: Sequence[TaskDetails]) -> None:
        place = subject.place
        if place is not None and not _exists(models.TaskExecution, place.task_execution_id):
            self.write_flow(str(subject.parent))
        execution_id = workflow_execution_id(flow.flow_id)
        is_told = (
            flow.state.ended or publishes_globally(work.spec) or not _exists(models.WorkflowExecution, execution_id)
        )
        full = self._subjects.full(flow.flow_id) if is_told else None
        workflow = workflow_row(flow, work, place, full)
        rows: list[tuple[Any, Row]] = []
        superseded: dict[str, int] = {}
        for task in tasks:
            own = task_row(flow, work, task) if task.item_index is None else None
            if own is not None:
                rows.append((models.TaskExecution, own))
                if own.first["type"] == "WORKFLOW":
                    superseded[own.id] = task.attempt
        for task in tasks:
            actions = action_rows(flow.flow_id, work, task, self._record(flow, task))
            rows.extend((models.ActionExecution, row) for row in actions)
        transitions = Transitions(work.params.get("notify"), workflow, rows)
        if self._write_rows(flow, workflow, rows, transitions):
            for task_execution_id, attempt in superseded.items():
                _supersede(task_execution_id, attempt)
            transitions.notify()

    def _record(self, flow: Flow, task: TaskDetails) -> ActionExecution | None:
        """What is stored of an action that others finish."""
        if not task.deferred or task.state not in (TaskState.RUNNING, TaskState.PAUSED):
            return None
        try:
            return look_up(self._client, action_execution_id(flow.flow_id, task.task_id, task.attempt))
        except LookupError:
            return None

    def _write_rows(
        self,
        flow: Flow,
        workflow: Row | None,
        rows: Sequence[tuple[Any, Row]],
        transitions: Transitions | None,
    ) -> bool:
        """Whether anything was written."""
        for _ in range(2):
            try:
                return bool(_repeated(flow, workflow, rows, transitions))
            except db_exceptions.DBDuplicateEntry:
                # Another projector was the first to write the flow, in this moment.
                continue
            except db_exceptions.DBReferenceError:
                # What called it has been deleted in Mistral's database.
                return False
        raise db_exceptions.DBDuplicateEntry(columns=["id"])


def _in_transaction(
    flow: Flow,
    workflow: Row | None,
    rows: Sequence[tuple[Any, Row]],
    transitions: Transitions | None,
) -> bool:
    with transaction() as session:
        return _write(session, flow, workflow, rows, transitions)


def _write(
    session: Session,
    flow: Flow,
    workflow: Row | None,
    rows: Sequence[tuple[Any, Row]],
    transitions: Transitions | None,
) -> bool:
    fence = pass_fence(session, flow)
    if fence is Fence.NEWER:
        return False
    if workflow is not None:
        if fence is Fence.OLDER and _state(session, models.WorkflowExecution, workflow.id) is None:
            # It has been deleted in Mistral's database, and does not come back.
            return False
        if transitions is not None:
            transitions.compare(session)
        upsert(session, models.WorkflowExecution, workflow.id, workflow.first, workflow.always)
    for model, row in rows:
        if model is models.ActionExecution and _would_reopen(session, row):
            continue
        upsert(session, model, row.id, row.first, row.always)
    return True


def _would_reopen(session: Session, row: Row) -> bool:
    """An attempt that has ended does not go on: its end was written by who brought it."""
    if states.is_completed(row.always["state"]):
        return False
    return _state(session, models.ActionExecution, row.id) in _ENDED


def _state(session: Session, model: Any, id: str) -> str | None:
    """That of an execution, None where there is none."""
    table = model.__table__
    found = session.execute(sa.select(table.c.state).where(table.c.id == id)).first()
    return None if found is None else str(found.state)


def _exists(model: Any, id: str) -> bool:
    with transaction() as session:
        return _state(session, model, id) is not None


_repeated = db_utils.retry_on_db_error(_in_transaction)


def _supersede(task_execution_id: str, attempt: int) -> None:
    """The workflows that earlier attempts of a task have called no longer count as its result."""
    table = models.WorkflowExecution.__table__
    asked = sa.select(table.c.id, table.c.runtime_context).where(
        table.c.task_execution_id == task_execution_id, table.c.accepted.is_(True)
    )
    with transaction() as session:
        called = session.execute(asked).all()
        earlier = [row.id for row in called if row.runtime_context[ORIGIN]["attempt"] < attempt]
        if earlier:
            session.execute(sa.update(table).where(table.c.id.in_(earlier)).values(accepted=False))
