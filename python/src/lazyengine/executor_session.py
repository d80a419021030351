"""Keeps an executor's session over streams that come and go: opens, reads, answers, reconnects."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc

from lazyengine.calls import Calls
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
    """What the session tells its executor, on the session's thread."""

    tasks: Callable[[ReadyTasks], None]
    verdicts: Callable[[Frame, Sequence[LazyEngineError | None]], None]
    opened: Callable[[Opened], None]


class ExecutorSession:
    """Runs until it is stopped, until a drain is done, or until the server refuses for good (then `run` raises)."""

    def __init__(
        self,
        calls: Calls,
        request: service_pb2.WatchReadyTasksRequest,
        held: HeldTasks,
        outbox: Outbox,
        events: SessionEvents,
    ) -> None:
        self._calls = calls
        # Payloads are made native on the handlers' threads, where a codec that fails fails one task.
        self._reader = MessageReader(RawPayloads())
        self._request = request
        self._held = held
        self._outbox = outbox
        self._events = events
        self._stopped = threading.Event()
        self._wake = threading.Event()
        self._draining = False
        self._opened_once = False
        self._stream: Any = None
        self._lease = 30.0
        self._lost_timer: threading.Timer | None = None

    def run(self) -> None:
        """Serve streams, one after the other. Raises LazyEngineError where a repeat cannot help."""
        failures = 0
        try:
            while not self._stopped.is_set() and not self._finished():
                wait, failures = self._serve_one(failures)
                self._pause(wait)
        finally:
            self._cancel_lost_timer()
            self._outbox.end()

    def drain(self) -> None:
        """Take nothing more; `run` returns once all that is held is answered."""
        self._draining = True
        self._outbox.drain()
        self._wake.set()

    def stop(self) -> None:
        """End the stream and `run`; the session lives on for its lease."""
        self._stopped.set()
        self._wake.set()
        self._outbox.end()
        stream = self._stream
        if stream is not None:
            stream.cancel()

    def _pause(self, seconds: float) -> None:
        """Wait, unless there is nothing to wait for any more."""
        if not self._finished() and self._wake.wait(seconds):
            self._wake.clear()

    def _finished(self) -> bool:
        return self._draining and len(self._held) == 0 and self._outbox.empty

    def _serve_one(self, failures: int) -> tuple[float, int]:
        """Serve a stream to its end; tells how long to wait before the next, and the failures in a row."""
        try:
            open_frame = Frame(open=self._request)
            self._stream = stream = self._calls.stream("ExecuteTasks", self._outbox.frames(open_frame))
            if self._stopped.is_set():
                stream.cancel()
            for message in stream:
                failures = 0
                if message.HasField("verdicts"):
                    # The hot path: of the answers nothing is wanted but their errors.
                    self._on_verdicts(message.verdicts)
                    continue
                frame = self._reader.read_frame(message)
                if isinstance(frame, Draining):
                    stream.cancel()
                    wait = frame.reconnect_after.total_seconds() if frame.reconnect_after else 0.0
                    return self._calls.backoff.wait(1, wait), 0
                self._take(frame)
        except grpc.RpcError as rpc_error:
            return self._failed(error_from_rpc(rpc_error), failures + 1), failures + 1
        finally:
            self._outbox.end()
            self._start_lost_timer()
        return self._calls.backoff.wait(failures + 1), failures + 1

    def _take(self, frame: SessionFrame | None) -> None:
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
        self._cancel_lost_timer()
        self._request.session_id = opened.session_id
        if opened.lease_duration is not None:
            self._lease = opened.lease_duration.total_seconds()
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

    def _failed(self, error: LazyEngineError, failures: int) -> float:
        """How long to wait before the next stream; raises where there should be none."""
        if self._stopped.is_set():
            return 0.0
        if error.reason == "SESSION_TAKEN_OVER" or (error.code in _FATAL and error.reason != "SESSION_NOT_FOUND"):
            raise error
        if error.code in _FATAL_AT_START and not self._opened_once:
            raise error
        if error.reason in ("SESSION_EXPIRED", "SESSION_NOT_FOUND"):
            if error.reason == "SESSION_NOT_FOUND" and not self._opened_once:
                raise error
            self._held.stop_all(Stop.LEASE_LOST, "the session was lost")
            if error.reason == "SESSION_NOT_FOUND":
                self._request.session_id = ""
        asked = error.retry_after.total_seconds() if error.retry_after is not None else 0.0
        wait = self._calls.backoff.wait(failures, asked)
        _log.warning("stream of session %s broke: %s; again in %.1f s", self._request.session_id, error, wait)
        return wait

    def _start_lost_timer(self) -> None:
        """What is held counts as lost when there has been no stream for a whole lease."""
        if self._stopped.is_set() or self._lost_timer is not None:
            return
        args = (Stop.LEASE_LOST, f"no connection for {self._lease:g} s")
        self._lost_timer = threading.Timer(self._lease, self._held.stop_all, args)
        self._lost_timer.daemon = True
        self._lost_timer.start()

    def _cancel_lost_timer(self) -> None:
        if self._lost_timer is not None:
            self._lost_timer.cancel()
            self._lost_timer = None
