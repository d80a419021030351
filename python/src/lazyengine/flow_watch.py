"""Follows a flow over broken connections, blocking."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import grpc

from lazyengine.calls import Calls
from lazyengine.responses import WatchFlowFrame
from lazyengine.watch_progress import WatchProgress


class FlowWatch:
    """An iterator of FlowUpdate, WatchCurrent and FlowDeleted frames and a context manager; any thread may `close` it.

    Level-triggered: the latest state of what changed; it may repeat and may leave states in between out, but never the
    last one. Raises LazyEngineError; DEADLINE_EXCEEDED where `timeout` passed.
    """

    def __init__(self, calls: Calls, progress: WatchProgress) -> None:
        self._calls = calls
        self._progress = progress
        self._stream: Any = None

    @property
    def revision(self) -> str:
        """Where to go on: the revision of the last frame, or the one that the watch began with."""
        return self._progress.request.since_revision

    def __iter__(self) -> FlowWatch:
        return self

    def __next__(self) -> WatchFlowFrame:
        while not self._progress.is_over():
            try:
                frame = self._read()
                if frame is not None:
                    return frame
                wait, error = self._progress.ended()
            except grpc.RpcError as rpc_error:
                if self._progress.is_over():
                    break
                wait, error = self._progress.failed(rpc_error)
            self._stream = None
            if not self._progress.is_over() and not self._calls.sleep(wait):
                self._progress.close()
                raise error
        raise StopIteration

    def __enter__(self) -> FlowWatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the watch. Closing again is harmless."""
        self._progress.close()
        stream = self._stream
        if stream is not None:
            stream.cancel()

    def _read(self) -> WatchFlowFrame | None:
        """The next frame; None where the stream has ended."""
        if self._stream is None:
            self._stream = self._calls.stream("WatchFlow", self._progress.request, self._progress.left)
            if self._progress.is_over():
                self._stream.cancel()
        for message in self._stream:
            frame = self._progress.take(message)
            if frame is not None:
                return frame
        return None
