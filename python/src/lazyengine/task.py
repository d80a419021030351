"""A task as its handler sees it: what to do, whether to stop, how to report."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from lazyengine.completion import Deferred
from lazyengine.enums import Intent, Phase, WorkKind
from lazyengine.errors import TaskCancelled
from lazyengine.flow_values import Failure
from lazyengine.payload import Payload
from lazyengine.read_once import read_once
from lazyengine.task_values import Cause, ReadyTask, ScopeAttempt, TaskOutcome


class Stop(Enum):
    """Why a handler should stop, the weakest reason first: a stronger one replaces it."""

    # The executor stops; the task is given back.
    DRAINING = "DRAINING"
    # The flow is being cancelled; outcomes are taken until the deadline.
    CANCEL_REQUESTED = "CANCEL_REQUESTED"
    # The session was lost; an outcome counts only where nobody else has claimed the task since.
    LEASE_LOST = "LEASE_LOST"
    # The claim is over; an outcome would be refused.
    REVOKED = "REVOKED"


_STRENGTH = {stop: strength for strength, stop in enumerate(Stop)}


class Flag(Protocol):
    """An event, of threads or of asyncio."""

    def set(self) -> Any:
        """Let those go who wait for it."""

    def is_set(self) -> bool:
        """Whether it was set."""


class HeldTask:
    """What handlers are called with, whether they block or not: all but the kind of the event `cancelled`."""

    _new_flag: Callable[[], Flag]
    cancelled: Flag

    def __init__(
        self,
        claim: ReadyTask,
        *,
        native: Callable[[Payload], Any],
        report: Callable[[Mapping[str, Any]], None],
        read_results: Callable[[ReadyTask], Mapping[str, Any]],
    ) -> None:
        self.claim = claim
        self.cancelled = self._new_flag()
        self.stop: Stop | None = None
        self.stop_message = ""
        self.stop_deadline: datetime | None = None
        self.tries_to_complete = 0
        self.remembered: Any = None
        self._native = native
        self._report = report
        self._read_results = read_results

    @property
    def flow_id(self) -> str:
        """The flow it belongs to."""
        return self.claim.flow_id

    @property
    def task_id(self) -> str:
        """Its id within the flow."""
        return self.claim.task_id

    @property
    def name(self) -> str:
        """Its name in the definition."""
        return self.claim.name

    @property
    def type(self) -> str:
        """Which work it is."""
        return self.claim.type

    @property
    def kind(self) -> WorkKind:
        """What to do with it."""
        return self.claim.kind

    @property
    def attempt(self) -> int:
        """The number of this attempt, 1 for the first."""
        return self.claim.attempt

    @read_once
    def input(self) -> Any:
        """The task's own input, None where it has none."""
        return None if self.claim.input is None else self._native(self.claim.input)

    @read_once
    def item(self) -> Any:
        """Of an item of a list: what it is to be done for."""
        return None if self.claim.item is None else self._native(self.claim.item)

    @property
    def item_index(self) -> int | None:
        """Of an item of a list: its place there, from 0; None where the task runs once."""
        return self.claim.item_index

    @read_once
    def flow_input(self) -> Any:
        """The flow's input, where the task's spec asks for it with `needs_flow_input`."""
        return None if self.claim.flow_input is None else self._native(self.claim.flow_input)

    @property
    def phase(self) -> Phase:
        """What is to be decided; UNSPECIFIED where the task is to be executed."""
        return self.claim.phase

    @property
    def is_skipped(self) -> bool:
        """With phase END: whether a caller skips the task: then it is decided which of its edges fire."""
        return self.claim.intent is Intent.SKIP

    @read_once
    def own(self) -> TaskOutcome | None:
        """With phase END: the outcome that is to be decided about, None for a no-op. With kind REVERT: what to undo."""
        own = self.claim.own
        if own is None or own.result is None:
            return own
        return replace(own, result=self._native(own.result))

    @property
    def failures(self) -> Mapping[str, Failure]:
        """With kind REVERT by task_id the failures that led to it, with phase FAILURE by name those to decide about."""
        return self.claim.failures

    @read_once
    def history(self) -> Sequence[ScopeAttempt]:
        """Of a controller: each time that its scope has run so far."""
        return [a if a.value is None else replace(a, value=self._native(a.value)) for a in self.claim.history]

    @read_once
    def causes(self) -> Sequence[Cause]:
        """What led here, with the contexts that are handed on."""
        return [c if c.context is None else replace(c, context=self._native(c.context)) for c in self.claim.causes]

    @read_once
    def memo(self) -> Any:
        """What the item before of this instance has left, None where it has left nothing."""
        return None if self.claim.memo is None else self._native(self.claim.memo)

    @read_once
    def globals(self) -> Mapping[str, Any]:
        """The flow's globals, where the task's spec asks for them with `needs_globals`."""
        return {key: self._native(value) for key, value in self.claim.globals.items()}

    def remember(self, memo: Any) -> None:
        """Of an evaluator: keep this for the next items of the task's instance, in place of what was."""
        self.remembered = memo

    @read_once
    def dependency_results(self) -> Mapping[str, Any]:
        """The results of the tasks it reads, by task_id. Those that were too many to travel along are read here."""
        claim = self.claim
        results = {task_id: self._native(payload) for task_id, payload in claim.dependency_results.items()}
        return {**results, **self._read_results(claim)} if claim.results_truncated else results

    def progress(self, fraction: float | None = None, details: Any = None) -> None:
        """Tell how far it has come (0 to 1); also the sign of life that a heartbeat timeout asks for.

        Returns at once. Of reports that follow each other faster than they can be sent, the last one is.
        """
        if fraction is not None and not 0.0 <= fraction <= 1.0:
            raise ValueError(f"fraction: expected a number from 0 to 1, got {fraction}")
        claim = self.claim
        self._report(
            {
                "flow_id": claim.flow_id,
                "task_id": claim.task_id,
                "claim_token": claim.claim_token,
                "fraction": None if fraction is None else float(fraction),
                "details": details,
            }
        )

    def defer(
        self, timeout: timedelta | float | None = None, heartbeat_timeout: timedelta | float | None = None
    ) -> Deferred:
        """To be returned by the handler: somebody else will finish the task, by its flow_id and task_id."""
        return Deferred(timeout=timeout, heartbeat_timeout=heartbeat_timeout)

    def raise_if_cancelled(self) -> None:
        """Raise TaskCancelled, which the handler lets through, where it should stop."""
        if self.cancelled.is_set():
            raise TaskCancelled(self.stop_message or (self.stop.value if self.stop else ""))

    def request_stop(self, stop: Stop, message: str = "", deadline: datetime | None = None) -> None:
        """Set `cancelled`, and the reason unless a stronger one is there."""
        if self.stop is None or _STRENGTH[stop] > _STRENGTH[self.stop]:
            self.stop, self.stop_message, self.stop_deadline = stop, message, deadline
        self.cancelled.set()


class Task(HeldTask):
    """What a handler is called with. `claim` holds all fields of the ReadyTask, its payloads as they came; the common
    ones are here directly, payloads as native values.

    `cancelled` is an event that is set when the handler should stop, for the reason in `stop`.
    """

    _new_flag = threading.Event
    cancelled: threading.Event
