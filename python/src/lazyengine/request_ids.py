"""Ids that the client chooses, so that what it repeats is recognised."""

from __future__ import annotations

import uuid


def new_request_id(given: str | None) -> str:
    """The request_id of a mutation: the caller's, or a fresh one, so that the client's own repeats are recognised."""
    return uuid.uuid4().hex if given is None else given


def new_session_id() -> str:
    """An id for a session: chosen by the client, it is known even where the first answer is lost."""
    return f"py-{uuid.uuid4().hex}"
