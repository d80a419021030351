"""SQLite as Mistral's database: for trying it out, in a file that may be new and that several processes may share.

Other databases are set up by Mistral's own tool, and nothing here touches them.
"""

from __future__ import annotations

import time
from typing import Any

from mistral import exceptions
from mistral.db.sqlalchemy import base
from mistral.db.v2 import api as db
from oslo_config import cfg
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

_TRIES = 20
_SECONDS = 0.5


def set_up() -> None:
    """Create what is missing in the file. Does nothing where the database is another."""
    if not cfg.CONF.database.connection.startswith("sqlite"):
        return
    event.listen(base.get_engine(), "before_cursor_execute", _at_once, retval=True)
    for tries_left in reversed(range(_TRIES)):
        try:
            db.setup_db()
            return
        except exceptions.DBError:
            # Another process is setting it up.
            if tries_left == 0:
                raise
            time.sleep(_SECONDS)


def _at_once(
    _connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    parameters: Any,
    _context: ExecutionContext | None,
    _many: bool,
) -> tuple[str, Any]:
    """What oslo.db begins each transaction with takes the lock for writing at once, and waits for it.

    A transaction that has read and writes then can't wait for one that writes: both would, for each other, so SQLite
    refuses it at once ("database is locked"), and Mistral repeats nothing that was refused so.
    """
    return ("BEGIN IMMEDIATE" if statement == "BEGIN" else statement), parameters
