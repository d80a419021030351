"""The tasks that an executor holds, by claim token; and the tokens it has seen, so that a task sent twice runs once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from lazyengine.task import HeldTask, Stop

K = TypeVar("K", bound=HeldTask)

_REMEMBERED = 10_000


class HeldTasks(Generic[K]):
    """Held from its arrival until its outcome is answered or its claim is over. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, K] = {}
        # A task may be sent again while the answer to its completion is under way, so tokens outlive their tasks.
        self._done: OrderedDict[str, None] = OrderedDict()

    def add(self, claim_token: str, make: Callable[[], K]) -> K | None:
        """Hold a task that arrived; None where this claim was seen before."""
        with self._lock:
            if claim_token in self._held or claim_token in self._done:
                return None
            task = self._held[claim_token] = make()
            return task

    def get(self, claim_token: str) -> K | None:
        """The task held by this token."""
        # Without the lock: one look is whole, and every outcome takes one.
        return self._held.get(claim_token)

    def drop(self, claim_token: str) -> None:
        """The claim is done with."""
        with self._lock:
            if self._held.pop(claim_token, None) is None:
                return
            self._done[claim_token] = None
            while len(self._done) > _REMEMBERED:
                self._done.popitem(last=False)

    def all(self) -> list[K]:
        """What is held now."""
        with self._lock:
            return list(self._held.values())

    def stop_all(self, stop: Stop, message: str = "") -> None:
        """Ask every handler to stop."""
        for task in self.all():
            task.request_stop(stop, message)

    def __len__(self) -> int:
        with self._lock:
            return len(self._held)
