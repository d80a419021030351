"""Follows a flow over broken connections: each new stream goes on from the last revision that was told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import grpc

from lazyengine.calls import Calls, Seconds
from lazyengine.durations import as_timedelta
from lazyengine.errors import LazyEngineError, error_from_rpc
from lazyengine.responses import FlowDeleted, FlowUpdate, WatchFlowFrame
from lazyengine.v1 import service_pb2


class FlowWatch:
    """An iterator of FlowUpdate, WatchCurrent and FlowDeleted frames and a context manager; any thread may `close` it.

    Level-triggered: the latest state of what changed; it may repeat and may leave states in between out, but never the
    last one. Raises LazyEngineError; DEADLINE_EXCEEDED where `timeout` passed.
    """

    def __init__(
        self,
        calls: Calls,
        request: service_pb2.WatchFlowRequest,
        *,
        timeout: Seconds | None = None,
        reconnect: bool = True,
    ) -> None:
        self._calls = calls
        self._request = request
        self._deadline = None if timeout is None else time.monotonic() + as_timedelta(timeout).total_seconds()
        self._reconnect = reconnect
        self._closed = False
        self._over = False
        self._stream: Any = None
        self._frames = self._follow()

    @property
    def revision(self) -> str:
        """Where to go on: the revision of the last frame, or the one that the watch began with."""
        return self._request.since_revision

    def __iter__(self) -> Iterator[WatchFlowFrame]:
        return self

    def __next__(self) -> WatchFlowFrame:
        return next(self._frames)

    def __enter__(self) -> FlowWatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the watch. Closing again is harmless."""
        self._closed = True
        stream = self._stream
        if stream is not None:
            stream.cancel()

    def _follow(self) -> Iterator[WatchFlowFrame]:
        failures = 0
        while not self._is_closed():
            try:
                for frame in self._one_stream():
                    failures = 0
                    yield frame
                if self._over or self._is_closed() or not self._reconnect:
                    return
                if self._request.flow_id:
                    # A server that stops, or nothing new since the revision: the latest state tells which.
                    self._request.since_revision = ""
                failures += 1
                self._wait(LazyEngineError(grpc.StatusCode.UNAVAILABLE, "the stream ended"), failures)
            except grpc.RpcError as rpc_error:
                if self._is_closed():
                    return
                failures += 1
                self._recover(error_from_rpc(rpc_error), failures)

    def _one_stream(self) -> Iterator[WatchFlowFrame]:
        timeout = None if self._deadline is None else max(self._deadline - time.monotonic(), 0.001)
        self._stream = stream = self._calls.stream("WatchFlow", self._request, timeout)
        if self._is_closed():
            stream.cancel()
        for message in stream:
            frame: WatchFlowFrame | None = self._calls.reader.read_frame(message)
            if frame is None:
                continue
            if frame.revision:
                self._request.since_revision = frame.revision
            self._over = self._is_last(frame)
            yield frame

    def _is_closed(self) -> bool:
        return self._closed

    def _is_last(self, frame: WatchFlowFrame) -> bool:
        if not self._request.flow_id:
            return False
        return isinstance(frame, FlowDeleted) or (isinstance(frame, FlowUpdate) and frame.flow.state.ended)

    def _recover(self, error: LazyEngineError, failures: int) -> None:
        if self._over and error.code is grpc.StatusCode.NOT_FOUND:
            # The connection broke after the end had been told, and the flow was deleted since.
            self._closed = True
            return
        if not self._reconnect:
            raise error
        if error.reason == "REVISION_COMPACTED" and self._request.flow_id and self._request.since_revision:
            # The whole of one flow is told anew, which a level-triggered reader can take at any time.
            self._request.since_revision = ""
            return
        self._wait(error, failures)

    def _wait(self, error: LazyEngineError, failures: int) -> None:
        if not error.repeatable:
            raise error
        asked = error.retry_after.total_seconds() if error.retry_after is not None else 0.0
        wait = self._calls.backoff.wait(failures, asked)
        if (self._deadline is not None and time.monotonic() + wait >= self._deadline) or not self._calls.sleep(wait):
            raise error
