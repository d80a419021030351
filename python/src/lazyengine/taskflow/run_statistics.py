"""What a run has done and how long it took, under the names of TaskFlow's own statistics."""

from __future__ import annotations

import time
from typing import Any

from taskflow import states

_TIMED = (states.RESUMING, states.SCHEDULING, states.WAITING, states.ANALYZING)


class RunStatistics:
    """Fills a dict that is read while the run goes on: seconds and counts."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self._began = self._since = time.monotonic()
        self._state: str | None = None
        told.clear()
        told["seconds_per_state"] = {state.lower(): 0.0 for state in _TIMED}
        told.update(discarded_failures=0, awaiting=0, completed=0, incomplete=0)

    def enter(self, state: str) -> None:
        """The engine goes over to this state."""
        now = time.monotonic()
        if self._state in _TIMED:
            self._told["seconds_per_state"][str(self._state).lower()] += now - self._since
        self._state, self._since = state, now

    def completed(self, *, awaiting: int, incomplete: int, discarded: bool) -> None:
        """An item was completed: so many became ready by it, so many are under way still."""
        self._told["completed"] += 1
        self._told["discarded_failures"] += discarded
        self._told.update(awaiting=awaiting, incomplete=incomplete)

    def end(self) -> None:
        """The run is over."""
        self.enter(states.SUCCESS)
        self._told["active_for"] = time.monotonic() - self._began
