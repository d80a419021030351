"""What can be made to go wrong in a test engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from lazyengine.testing.values import Duration, milliseconds

FaultyCall = Literal[
    "run",
    "taskComplete",
    "pollReadyTasks",
    "keepSession",
    "releaseTasks",
    "reportProgress",
    "suspendFlow",
    "resumeFlow",
    "cancelFlow",
    "revertFlow",
    "endFlow",
    "retryFlow",
    "skipTask",
    "deleteFlow",
    "putDefinition",
]


class TestFaults:
    """What is armed happens to the next call or commit that it fits; `happened` tells what has."""

    __test__ = False

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask

    @property
    def happened(self) -> list[str]:
        """What has gone wrong so far, in order."""
        happened: list[str] = self._ask("happened")
        return happened

    def lose_answer(self, call: FaultyCall = "taskComplete") -> None:
        """The next such call is carried out and fails with UNAVAILABLE, after which clients repeat it."""
        self._ask("lose_answer", call=call)

    def repeat_call(self, call: FaultyCall = "taskComplete") -> None:
        """The next such call comes twice: the very same request."""
        self._ask("repeat_call", call=call)

    def lose_lease(self, flow_id: str, task_id: str) -> None:
        """Whoever holds the task loses its lease, with all else that it holds; the tasks are offered again."""
        self._ask("lose_lease", flow_id=flow_id, task_id=task_id)

    def drop_process(self) -> None:
        """The engine that serves ends now, without a word; another one goes on from what is stored."""
        self._ask("drop_process")

    def drop_process_at(self, moment: Literal["before commit", "after commit"]) -> None:
        """The same at its next commit: before it lands, or once it has and before anybody is answered."""
        self._ask("drop_process_at", at=moment)

    def silence_store(self, duration: Duration) -> None:
        """The store answers nobody for so long; calls wait. The time has to be let pass, from another thread."""
        self._ask("silence_store", ms=milliseconds(duration))
