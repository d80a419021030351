"""How far a watch of flows has come, over streams that come and go: each goes on from the last revision told."""

from __future__ import annotations

import time
from typing import cast

import grpc

from lazyengine.call_context import CallContext, Seconds
from lazyengine.durations import as_timedelta
from lazyengine.errors import LazyEngineError, error_from_rpc
from lazyengine.responses import FlowDeleted, FlowUpdate, WatchCurrent, WatchFlowFrame
from lazyengine.v1 import service_pb2


class WatchProgress:
    """Reads frames and decides what follows the end of a stream. Waits for nothing itself."""

    def __init__(
        self, calls: CallContext, request: service_pb2.WatchFlowRequest, *, timeout: Seconds | None, reconnect: bool
    ) -> None:
        self.request = request
        self._closed = False
        self._calls = calls
        self._deadline = None if timeout is None else time.monotonic() + as_timedelta(timeout).total_seconds()
        self._reconnect = reconnect
        self._failures = 0
        self._told_end = False

    def close(self) -> None:
        """Nothing more is asked."""
        self._closed = True

    def is_over(self) -> bool:
        """Whether nothing more is asked."""
        return self._closed

    @property
    def left(self) -> float | None:
        """Seconds that the next stream may last, None = no bound."""
        return None if self._deadline is None else max(self._deadline - time.monotonic(), 0.001)

    def take(self, message: service_pb2.WatchFlowResponse) -> WatchFlowFrame | None:
        """The frame of a message, None for a kind that this version does not know."""
        frame = cast("WatchFlowFrame | None", self._calls.reader.read_frame(message))
        if frame is None:
            return None
        self._failures = 0
        if frame.revision:
            self.request.since_revision = frame.revision
        # `current` follows the end of a flow that had ended before: it takes nothing back.
        if not isinstance(frame, WatchCurrent):
            self._told_end = self._is_last(frame)
        return frame

    def ended(self) -> tuple[float, LazyEngineError]:
        """After a stream that ended well: as `failed`."""
        if self._told_end or not self._reconnect:
            self._closed = True
        elif self.request.flow_id:
            # A server that stops, or nothing new since the revision: the latest state tells which.
            self.request.since_revision = ""
        return self._wait(LazyEngineError(grpc.StatusCode.UNAVAILABLE, "the stream ended"))

    def failed(self, rpc_error: grpc.RpcError) -> tuple[float, LazyEngineError]:
        """After a stream that broke: how long to wait before the next, and what to raise where that wait is broken off.

        Raises the error where no other stream can help. Where that was all, the watch `is_over` instead.
        """
        error = error_from_rpc(rpc_error)
        if self._told_end and error.code is grpc.StatusCode.NOT_FOUND:
            # The connection broke after the end had been told, and the flow was deleted since.
            self._closed = True
        if not self._closed and not self._reconnect:
            self._closed = True
            raise error from rpc_error
        request = self.request
        if error.reason == "REVISION_COMPACTED" and request.flow_id and request.since_revision:
            # The whole of one flow is told anew, which a level-triggered reader can take at any time.
            request.since_revision = ""
            return 0.0, error
        return self._wait(error)

    def _wait(self, error: LazyEngineError) -> tuple[float, LazyEngineError]:
        if self._closed:
            return 0.0, error
        self._failures += 1
        wait = self._calls.backoff.wait(self._failures, error.retry_seconds)
        late = self._deadline is not None and time.monotonic() + wait >= self._deadline
        # A token that expired while the watch was open may be a new one the next time.
        renewable = error.reason == "TOKEN_EXPIRED" and self._failures == 1
        if late or not (error.repeatable or renewable):
            self._closed = True
            raise error
        return wait, error

    def _is_last(self, frame: WatchFlowFrame) -> bool:
        if not self.request.flow_id:
            return False
        return isinstance(frame, FlowDeleted) or (isinstance(frame, FlowUpdate) and frame.flow.state.ended)
