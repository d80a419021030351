"""Queues as data: how they are set, what waits on them, who takes from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lazyengine.enums import WorkKind


@dataclass(frozen=True, slots=True)
class QueueWork:
    """What waits on a queue and is held from it, of one kind; `credit` is that of sessions of the process that
    answered.
    """

    kind: WorkKind
    ready: int
    ready_since_time: datetime | None
    running: int
    credit: int


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most so many tasks are handed out within any window of the period, seconds or a timedelta; 0 = any number."""

    tasks: int
    period: timedelta | float | str | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue. `pause_end_time` None of a paused one = until it is resumed; `update_time` None = it was never updated;
    `sessions` take from it wherever they are connected, `worker_ids` (at most 100) are theirs. `concurrency_limit` 0
    = any number is held at once; `concurrency_used` permits of it are out. `rate_limit` None = any number is handed out
    within a period; `rate_used` of it were within the last one, and more may be at `rate_next_time`, None = now.
    """

    name: str
    paused: bool
    pause_end_time: datetime | None
    reason: str
    update_time: datetime | None
    work: tuple[QueueWork, ...]
    sessions: int
    worker_ids: tuple[str, ...]
    concurrency_limit: int
    concurrency_used: int
    rate_limit: RateLimit | None
    rate_used: int
    rate_next_time: datetime | None


@dataclass(frozen=True, slots=True)
class ListQueuesResponse:
    """One page of queues, by name. `truncated`: there is more than was read."""

    queues: tuple[Queue, ...]
    next_page_token: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class UpdateQueueResponse:
    """The queue as it is set now, without what waits. `replayed`: the request had been carried out before."""

    queue: Queue
    replayed: bool
