"""What a test engine tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from lazyengine.durations import as_timedelta
from lazyengine.enums import FlowState, TaskState, WorkKind

Duration = timedelta | float | str
"""Seconds, a timedelta, or a text such as `250ms`, `30s`, `5m`, `2h`, `1d`."""


def milliseconds(duration: Duration) -> int:
    """A duration as the engine's process takes it."""
    return round(as_timedelta(duration).total_seconds() * 1_000)


def moment_of(ms: float) -> datetime:
    """A time of the engine's clock."""
    return datetime.fromtimestamp(ms / 1_000, timezone.utc)


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A task that waits for somebody to do it.

    `attempt`: which one it would be. `priority`: with the flow's. `concurrency_key`: "" where it names none.
    """

    flow_id: str
    task_id: str
    name: str
    type: str
    queue: str
    kind: WorkKind
    priority: int
    attempt: int
    concurrency_key: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> WaitingTask:
        """As the engine's process says it."""
        return cls(
            said["flowId"],
            said["taskId"],
            said["name"],
            said["type"],
            said["queue"],
            WorkKind[said["kind"]],
            said["priority"],
            said["attempt"],
            said.get("concurrencyKey", ""),
        )


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A task has come into a state, or, where `task_id` is empty, its flow has.

    `attempt`: how often the task had been begun by then. `after`: since the flow was there.
    """

    flow_id: str
    task_id: str
    state: TaskState | FlowState
    attempt: int
    time: datetime
    after: timedelta

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> HistoryEvent:
        """As the engine's process says it."""
        state = TaskState[said["state"]] if said["taskId"] else FlowState[said["state"]]
        after = timedelta(milliseconds=said["afterMs"])
        return cls(said["flowId"], said["taskId"], state, said["attempt"], moment_of(said["time"]), after)
