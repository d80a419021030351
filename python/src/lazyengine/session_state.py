"""What an executor's session knows over streams that come and go, and what it does about what they bring."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc

from lazyengine.call_context import CallContext
from lazyengine.errors import LazyEngineError, error_from_rpc
from lazyengine.held_tasks import HeldTasks
from lazyengine.message_reader import MessageReader, read_status
from lazyengine.outbox import Frame, Outbox
from lazyengine.payload import RawPayloads
from lazyengine.session_values import (
    CancelRequested,
    Draining,
    Opened,
    ReadyTasks,
    Revoked,
    SessionFrame,
)
from lazyengine.task import Stop
from lazyengine.v1 import service_pb2

_log = logging.getLogger("lazyengine.executor")

# A refusal with one of these codes says that the executor as it is set up cannot work.
_FATAL = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.UNIMPLEMENTED,
    }
)
# These may change while it runs, such as with a token that is being renewed; at the start they are fatal.
_FATAL_AT_START = frozenset({grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED})


@dataclass(frozen=True, slots=True)
class SessionEvents:
    """What the session tells its executor."""

    tasks: Callable[[ReadyTasks], None]
    verdicts: Callable[[Frame, Sequence[LazyEngineError | None]], None]
    opened: Callable[[Opened], None]


class SessionState:
    """Takes frames and decides what follows the end of a stream. Waits for nothing itself.

    `stopped`: nothing more is asked. `lease`: how many seconds the session lives without a stream. `own_session`: its
    id was made up for it, so that nobody else has a stream of it.
    """

    def __init__(
        self,
        calls: CallContext,
        request: service_pb2.WatchReadyTasksRequest,
        held: HeldTasks[Any],
        outbox: Outbox,
        events: SessionEvents,
        *,
        own_session: bool,
    ) -> None:
        self._own_session = own_session
        self._calls = calls
        # Payloads are made native where handlers run, where a codec that fails fails one task.
        self._reader = MessageReader(RawPayloads())
        self._request = request
        self._held = held
        self._outbox = outbox
        self._events = events
        self._draining = False
        self._opened_once = False
        self._failures = 0
        # When the server granted the stream, by the monotonic clock; None before.
        self._up_since: float | None = None
        self.stopped = False
        self.lease = 30.0

    @property
    def open_frame(self) -> Frame:
        """What a stream begins with."""
        return Frame(open=self._request)

    @property
    def finished(self) -> bool:
        """True where it drains and all that is held is answered."""
        return self._draining and len(self._held) == 0 and self._outbox.empty

    def drain(self) -> None:
        """Take nothing more."""
        self._draining = True
        self._outbox.drain()

    def take(self, message: service_pb2.ExecuteTasksResponse) -> float | None:
        """Do what a frame asks. Tells how long to wait for another stream where this one is to be left, else None."""
        if message.HasField("verdicts"):
            # The hot path: of the answers nothing is wanted but their errors.
            self._on_verdicts(message.verdicts)
            return None
        frame: SessionFrame | None = self._reader.read_frame(message)
        if isinstance(frame, Draining):
            wait = frame.reconnect_after.total_seconds() if frame.reconnect_after else 0.0
            return self._calls.backoff.wait(1, wait)
        self._on_frame(frame)
        return None

    def ended(self) -> float:
        """After a stream that ended well: how long to wait before the next."""
        self._count_failure()
        return self._calls.backoff.wait(self._failures)

    def not_opened(self, error: Exception) -> float:
        """After a stream that this side could not open, as while its token cannot be had: how long to wait before the
        next; raises at the start, and where the client is closed.
        """
        if not self._opened_once or isinstance(error, LazyEngineError):
            raise error
        self._count_failure()
        wait = self._calls.backoff.wait(self._failures)
        _log.warning("no stream of session %s: %s; again in %.1f s", self._request.session_id, error, wait)
        return wait

    def failed(self, rpc_error: grpc.RpcError) -> float:
        """After a stream that broke: how long to wait before the next; raises where there should be none."""
        error = error_from_rpc(rpc_error)
        was_open = self._up_since is not None
        self._count_failure()
        if self.stopped:
            return 0.0
        if was_open and error.code is grpc.StatusCode.INVALID_ARGUMENT:
            return self._frame_refused(error)
        # A stream that was given up came late, as from a server that had stood still: that is no other executor.
        is_overtaken = error.reason == "SESSION_TAKEN_OVER"
        if is_overtaken and not self._own_session:
            raise error
        if error.code in _FATAL and error.reason != "SESSION_NOT_FOUND":
            raise error
        if error.code in _FATAL_AT_START and not self._opened_once:
            raise error
        if is_overtaken or error.reason in ("SESSION_EXPIRED", "SESSION_NOT_FOUND"):
            if error.reason == "SESSION_NOT_FOUND" and not self._opened_once:
                raise error
            self._held.stop_all(Stop.LEASE_LOST, "the session was lost")
            if error.reason != "SESSION_EXPIRED":
                self._request.session_id = ""
        wait = self._calls.backoff.wait(self._failures, error.retry_seconds)
        _log.warning("stream of session %s broke: %s; again in %.1f s", self._request.session_id, error, wait)
        return wait

    def _frame_refused(self, error: LazyEngineError) -> float:
        """The executor as it is set up was accepted: something that it was to tell of a task was not."""
        refused = self._outbox.refused()
        if refused is None:
            raise error
        if refused.guilty is not None:
            self._events.verdicts(refused.guilty, [error])
        if refused.reports:
            _log.warning("reports of progress of %d tasks are dropped: one may have been refused", refused.reports)
        if refused.guilty is not None or refused.doubted:
            # It comes to an end: each such stream leaves less to be doubted.
            self._failures = 1
        wait = self._calls.backoff.wait(self._failures, error.retry_seconds)
        _log.warning("what session %s has told was refused: %s; again in %.1f s", self._request.session_id, error, wait)
        return wait

    def _count_failure(self) -> None:
        # One that breaks as soon as it is there would break as soon again.
        lived = self._up_since is not None and time.monotonic() - self._up_since >= self._calls.backoff.longest
        self._failures = 1 if lived else self._failures + 1
        self._up_since = None

    def lost(self) -> None:
        """There has been no stream for a whole lease: what is held counts as lost."""
        self._held.stop_all(Stop.LEASE_LOST, f"no connection for {self.lease:g} s")

    def _on_frame(self, frame: SessionFrame | None) -> None:
        match frame:
            case Opened():
                self._on_opened(frame)
            case ReadyTasks():
                self._events.tasks(frame)
            case CancelRequested():
                task = self._held.get(frame.claim_token)
                if task is not None:
                    task.request_stop(Stop.CANCEL_REQUESTED, frame.reason, frame.deadline)
            case Revoked():
                self._on_revoked(frame)

    def _on_verdicts(self, verdicts: service_pb2.Verdicts) -> None:
        sent = self._outbox.answered(verdicts.seq)
        if sent is not None:
            self._events.verdicts(sent, [read_status(verdict.status) for verdict in verdicts.verdicts])

    def _on_opened(self, opened: Opened) -> None:
        self._up_since = time.monotonic()
        self._request.session_id = opened.session_id
        if opened.lease_duration is not None:
            self.lease = opened.lease_duration.total_seconds()
        if not opened.resumed:
            self._held.stop_all(Stop.LEASE_LOST, "the session was lost")
        else:
            # A sign of life for each claim: those that ended meanwhile come back as Revoked.
            for task in self._held.all():
                task.progress()
        self._opened_once = True
        self._outbox.opened()
        self._events.opened(opened)

    def _on_revoked(self, revoked: Revoked) -> None:
        task = self._held.get(revoked.claim_token)
        if task is None:
            return
        if revoked.reason.value == "LEASE_LOST":
            task.request_stop(Stop.LEASE_LOST, "the lease was lost")
            return
        task.request_stop(Stop.REVOKED, f"the claim ended {revoked.reason}")
        self._held.drop(revoked.claim_token)
