"""Ids that the client chooses, so that what it repeats is recognised."""

from __future__ import annotations

import os
import uuid
from itertools import count


class _Ids:
    """Ids that no process, nor one that was forked off, gives twice: random bits of the process, and a number.

    Random bits for each would be asked of the system for each, which lets other threads of Python go before.
    """

    def __init__(self) -> None:
        self._renew()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        self._process = uuid.uuid4().hex
        self._numbers = count(1)

    def next(self) -> str:
        return f"{self._process}-{next(self._numbers):x}"


_ids = _Ids()


def new_request_id(given: str | None) -> str:
    """The request_id of a mutation: the caller's, or a fresh one, so that the client's own repeats are recognised."""
    return _ids.next() if given is None else given


def new_session_id() -> str:
    """An id for a session: chosen by the client, it is known even where the first answer is lost."""
    return f"py-{uuid.uuid4().hex}"
