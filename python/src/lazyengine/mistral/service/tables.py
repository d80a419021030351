"""Tables of our own in Mistral's database: how far each flow has been written, and where a projector goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from enum import Enum
from typing import Any, cast

import sqlalchemy as sa
from mistral.db.sqlalchemy import base
from oslo_db import exception as db_exceptions
from sqlalchemy.orm import Session

from lazyengine.flow_values import Flow

_METADATA = sa.MetaData()
_FLOWS = sa.Table(
    "lazyengine_flows",
    _METADATA,
    # The client's namespace, and the id.
    sa.Column("flow", sa.String(300), primary_key=True),
    # An id may be used again once its flow was deleted.
    sa.Column("create_micros", sa.BigInteger(), nullable=False),
    sa.Column("version", sa.BigInteger(), nullable=False),
)
_POSITIONS = sa.Table(
    "lazyengine_positions",
    _METADATA,
    sa.Column("namespace", sa.String(64), primary_key=True),
    sa.Column("revision", sa.Text(), nullable=False),
)


class Fence(Enum):
    """What has been written of a flow before."""

    NOTHING = "nothing"
    OLDER = "older"
    # As new, or newer: nothing is to be written.
    NEWER = "newer"


def create_tables() -> None:
    """Make what is missing. Raises SQLAlchemy's errors where the database cannot be reached."""
    engine = base.get_engine()
    for table in _METADATA.sorted_tables:
        try:
            table.create(engine, checkfirst=True)
        except Exception:
            # Another process may have been quicker.
            if not sa.inspect(engine).has_table(table.name):
                raise


@contextmanager
def transaction() -> Iterator[Session]:
    """A transaction in Mistral's database; of this process one at a time, as Mistral has them."""
    with base.tx_lock, Session(base.get_engine()) as session, session.begin():
        yield session


def affected(session: Session, change: Any) -> int:
    """How many rows a change has found."""
    return int(cast("sa.CursorResult[Any]", session.execute(change)).rowcount)


def pass_fence(session: Session, flow: Flow) -> Fence:
    """Whether this version of a flow may be written: never an older one over a newer one.

    Until the transaction ends, others that write the same flow wait. Raises DBDuplicateEntry where another transaction
    was the first to write it: the transaction is to be repeated.
    """
    key, created = _key(flow.namespace, flow.flow_id), _micros(flow.create_time)
    older = sa.or_(
        _FLOWS.c.create_micros < created,
        sa.and_(_FLOWS.c.create_micros == created, _FLOWS.c.version <= flow.version),
    )
    values = {"create_micros": created, "version": flow.version}
    if affected(session, sa.update(_FLOWS).where(_FLOWS.c.flow == key, older).values(values)):
        return Fence.OLDER
    if session.execute(sa.select(_FLOWS.c.version).where(_FLOWS.c.flow == key)).first() is not None:
        return Fence.NEWER
    session.execute(sa.insert(_FLOWS).values(flow=key, **values))
    return Fence.NOTHING


def written_version(flow: Flow) -> int | None:
    """The version of a flow that was written last; None where none of this flow was."""
    key, created = _key(flow.namespace, flow.flow_id), _micros(flow.create_time)
    asked = sa.select(_FLOWS.c.version).where(_FLOWS.c.flow == key, _FLOWS.c.create_micros == created)
    with transaction() as session:
        found = session.execute(asked).first()
    return None if found is None else int(found.version)


def position(namespace: str) -> str:
    """The revision up to which all flows of a namespace have been written; empty where that is not known."""
    with transaction() as session:
        found = session.execute(sa.select(_POSITIONS.c.revision).where(_POSITIONS.c.namespace == namespace)).first()
    return "" if found is None else str(found.revision)


def keep_position(namespace: str, revision: str) -> None:
    """Store it; of several projectors' positions any one will do."""
    where = _POSITIONS.c.namespace == namespace
    with suppress(db_exceptions.DBDuplicateEntry), transaction() as session:
        if not affected(session, sa.update(_POSITIONS).where(where).values(revision=revision)):
            session.execute(sa.insert(_POSITIONS).values(namespace=namespace, revision=revision))


def stored_state(session: Session, model: Any, id: str) -> str | None:
    """That of an execution, None where there is none."""
    table = model.__table__
    found = session.execute(sa.select(table.c.state).where(table.c.id == id)).first()
    return None if found is None else str(found.state)


def upsert(session: Session, model: Any, id: str, first: dict[str, Any], always: dict[str, Any]) -> None:
    """Write a row of one of Mistral's tables: `first` only where there is none yet."""
    table = model.__table__
    if not affected(session, sa.update(table).where(table.c.id == id).values(always)):
        session.execute(sa.insert(table).values({"id": id, **first, **always}))


def _key(namespace: str, flow_id: str) -> str:
    return f"{namespace}/{flow_id}"


def _micros(time: datetime | None) -> int:
    return 0 if time is None else int(time.astimezone(timezone.utc).timestamp() * 1_000_000)
