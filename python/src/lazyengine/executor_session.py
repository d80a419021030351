"""Keeps an executor's session over streams that come and go, on a thread: opens, reads, answers, reconnects."""

from __future__ import annotations

import threading
from typing import Any

import grpc

from lazyengine.calls import Calls
from lazyengine.session_state import SessionState
from lazyengine.threaded_outbox import ThreadedOutbox


class ExecutorSession:
    """Runs until it is stopped, until a drain is done, or until the server refuses for good (then `run` raises)."""

    def __init__(self, calls: Calls, state: SessionState, outbox: ThreadedOutbox) -> None:
        self._calls = calls
        self._state = state
        self._outbox = outbox
        self._wake = threading.Event()
        self._stream: Any = None
        self._lost_timer: threading.Timer | None = None

    def run(self) -> None:
        """Serve streams, one after the other. Raises LazyEngineError where a repeat cannot help."""
        try:
            while not self._state.stopped and not self._state.finished:
                self._pause(self._serve_one())
        finally:
            self.opened()
            self._outbox.end()

    def opened(self) -> None:
        """The server has opened a stream: nothing is lost for now."""
        if self._lost_timer is not None:
            self._lost_timer.cancel()
            self._lost_timer = None

    def drain(self) -> None:
        """Take nothing more; `run` returns once all that is held is answered."""
        self._state.drain()
        self._wake.set()

    def stop(self) -> None:
        """End the stream and `run`; the session lives on for its lease."""
        self._state.stopped = True
        self._wake.set()
        self._outbox.end()
        stream = self._stream
        if stream is not None:
            stream.cancel()

    def _pause(self, seconds: float) -> None:
        """Wait, unless there is nothing to wait for any more."""
        if not self._state.finished and self._wake.wait(seconds):
            self._wake.clear()

    def _serve_one(self) -> float:
        """Serve a stream to its end; tells how long to wait before the next."""
        try:
            self._stream = self._calls.stream("ExecuteTasks", self._outbox.frames(self._state.open_frame))
        except Exception as error:
            return self._state.not_opened(error)
        else:
            return self._read(self._stream)
        finally:
            self._outbox.end()
            self._start_lost_timer()

    def _read(self, stream: Any) -> float:
        if self._state.stopped:
            stream.cancel()
        try:
            for message in stream:
                wait = self._state.take(message)
                if wait is not None:
                    stream.cancel()
                    return wait
        except grpc.RpcError as rpc_error:
            return self._state.failed(rpc_error)
        return self._state.ended()

    def _start_lost_timer(self) -> None:
        if self._state.stopped or self._lost_timer is not None:
            return
        self._lost_timer = threading.Timer(self._state.lease, self._state.lost)
        self._lost_timer.daemon = True
        self._lost_timer.start()
