"""Follows a flow over broken connections, awaiting."""

from __future__ import annotations

from types import TracebackType

import grpc

from lazyengine.aio.calls import Calls
from lazyengine.aio.message_stream import MessageStream
from lazyengine.responses import WatchFlowFrame
from lazyengine.watch_progress import WatchProgress


class FlowWatch:
    """An asynchronous iterator of FlowUpdate, WatchCurrent and FlowDeleted frames and a context manager.

    Level-triggered: the latest state of what changed; it may repeat and may leave states in between out, but never the
    last one. Raises LazyEngineError; DEADLINE_EXCEEDED where `timeout` passed. Who is cancelled while waiting for a
    frame may go on iterating.
    """

    def __init__(self, calls: Calls, progress: WatchProgress) -> None:
        self._calls = calls
        self._progress = progress
        self._stream: MessageStream | None = None

    @property
    def revision(self) -> str:
        """Where to go on: the revision of the last frame, or the one that the watch began with."""
        return self._progress.request.since_revision

    def __aiter__(self) -> FlowWatch:
        return self

    async def __anext__(self) -> WatchFlowFrame:
        while not self._progress.is_over():
            try:
                frame = await self._read()
                if frame is not None:
                    return frame
                wait, error = self._progress.ended()
            except grpc.RpcError as rpc_error:
                if self._progress.is_over():
                    break
                wait, error = self._progress.failed(rpc_error)
            self._stream = None
            if not self._progress.is_over() and not await self._calls.sleep(wait):
                self._progress.close()
                raise error
        raise StopAsyncIteration

    async def __aenter__(self) -> FlowWatch:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the watch. Closing again is harmless."""
        self._progress.close()
        if self._stream is not None:
            await self._stream.close()

    async def _read(self) -> WatchFlowFrame | None:
        """The next frame; None where the stream has ended."""
        if self._stream is None:
            self._stream = self._calls.stream("WatchFlow", self._progress.request, self._progress.left)
        while (message := await self._stream.read()) is not None:
            frame = self._progress.take(message)
            if frame is not None:
                return frame
        return None
