"""Concurrency keys as data: how they are set, how much of them is used, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConcurrencyKey:
    """A concurrency key: at most `limit` tasks that name it are held at once, 1 unless it was set; `used` permits of it
    are out, `ready` tasks are offered and not claimed. `update_time` None = it was never updated.
    """

    name: str
    limit: int
    used: int
    ready: int
    ready_since_time: datetime | None
    reason: str
    update_time: datetime | None


@dataclass(frozen=True, slots=True)
class ListConcurrencyKeysResponse:
    """One page of concurrency keys, by name. `truncated`: there is more than was read."""

    keys: tuple[ConcurrencyKey, ...]
    next_page_token: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class UpdateConcurrencyKeyResponse:
    """The key as it is set now, without what waits. `replayed`: the request had been carried out before."""

    key: ConcurrencyKey
    replayed: bool
