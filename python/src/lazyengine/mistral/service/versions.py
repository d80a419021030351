"""Versions of flows as rows, written into Mistral's database in one transaction: all of them are seen, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from mistral.db import utils as db_utils
from mistral.db.v2.sqlalchemy import models
from mistral.workflow import states
from oslo_db import exception as db_exceptions
from sqlalchemy.orm import Session

from lazyengine.flow_values import Flow
from lazyengine.mistral.service.notifications import Transitions
from lazyengine.mistral.service.tables import Fence, pass_fence, stored_state, transaction, upsert
from lazyengine.mistral.service.workflow_rows import ORIGIN, Row

ENDED = frozenset({states.SUCCESS, states.ERROR, states.CANCELLED})


@dataclass(frozen=True, slots=True)
class Version:
    """A flow in one version: the row of its workflow, where it is one, and those of tasks and actions, by model.

    `attempts`: of task executions that call workflows, which attempt their result is of.
    """

    flow: Flow
    workflow: Row | None
    rows: Sequence[tuple[Any, Row]]
    transitions: Transitions | None = None
    attempts: Mapping[str, int] = field(default_factory=dict)


def write_versions(versions: Sequence[Version]) -> None:
    """Write those that are newer than what is there, callers before what they have called, and tell publishers."""
    for _ in range(2):
        try:
            written: Sequence[Version] = _repeated(versions)
        except db_exceptions.DBDuplicateEntry:
            # Another projector was the first to write one of them, in this moment.
            continue
        except db_exceptions.DBReferenceError:
            # What called it has been deleted in Mistral's database.
            return
        for version in written:
            if version.transitions is not None:
                version.transitions.notify()
        return
    raise db_exceptions.DBDuplicateEntry(columns=["id"])


def state_of(model: Any, id: str) -> str | None:
    """That of an execution, None where there is none."""
    with transaction() as session:
        return stored_state(session, model, id)


def _in_transaction(versions: Sequence[Version]) -> Sequence[Version]:
    with transaction() as session:
        return [version for version in versions if _write(session, version)]


_repeated = db_utils.retry_on_db_error(_in_transaction)


def _write(session: Session, version: Version) -> bool:
    fence = pass_fence(session, version.flow)
    if fence is Fence.NEWER:
        return False
    workflow = version.workflow
    if workflow is not None:
        if fence is Fence.OLDER and stored_state(session, models.WorkflowExecution, workflow.id) is None:
            # It has been deleted in Mistral's database, and does not come back.
            return False
        if version.transitions is not None:
            version.transitions.compare(session)
        upsert(session, models.WorkflowExecution, workflow.id, workflow.first, workflow.always)
    for model, row in version.rows:
        if model is not models.ActionExecution or not _would_reopen(session, row):
            upsert(session, model, row.id, row.first, row.always)
    for task_execution_id, attempt in version.attempts.items():
        _supersede(session, task_execution_id, attempt)
    return True


def _would_reopen(session: Session, row: Row) -> bool:
    """An attempt that has ended does not go on: its end was written by who brought it."""
    if states.is_completed(row.always["state"]):
        return False
    return stored_state(session, models.ActionExecution, row.id) in ENDED


def _supersede(session: Session, task_execution_id: str, attempt: int) -> None:
    """The workflows that earlier attempts of a task have called no longer count as its result."""
    table = models.WorkflowExecution.__table__
    called = session.execute(
        sa.select(table.c.id, table.c.runtime_context).where(
            table.c.task_execution_id == task_execution_id, table.c.accepted.is_(True)
        )
    ).all()
    earlier = [row.id for row in called if row.runtime_context[ORIGIN]["attempt"] < attempt]
    if earlier:
        session.execute(sa.update(table).where(table.c.id.in_(earlier)).values(accepted=False))
