"""One stream of ready tasks, frame by frame, as the server sends it."""

from __future__ import annotations

from types import TracebackType

import grpc

from lazyengine.aio.calls import Calls
from lazyengine.aio.message_stream import MessageStream
from lazyengine.errors import error_from_rpc
from lazyengine.session_values import SessionFrame
from lazyengine.v1 import service_pb2


class ReadyTaskWatch:
    """An asynchronous iterator of session frames and a context manager. It opens when it is entered or iterated.

    Raises LazyEngineError where the stream breaks or is refused.
    """

    def __init__(self, calls: Calls, request: service_pb2.WatchReadyTasksRequest) -> None:
        self._calls = calls
        self._request = request
        self._stream: MessageStream | None = None
        self._closed = False

    def __aiter__(self) -> ReadyTaskWatch:
        return self

    async def __anext__(self) -> SessionFrame:
        while not self._closed:
            try:
                message = await self._open().read()
            except grpc.RpcError as error:
                raise error_from_rpc(error) from error
            if message is None:
                self._closed = True
                break
            frame: SessionFrame | None = self._calls.reader.read_frame(message)
            if frame is not None:
                return frame
        raise StopAsyncIteration

    async def __aenter__(self) -> ReadyTaskWatch:
        self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the stream; the session lives on for its lease. Closing again is harmless."""
        self._closed = True
        if self._stream is not None:
            await self._stream.close()

    def _open(self) -> MessageStream:
        if self._stream is None:
            self._stream = self._calls.stream("WatchReadyTasks", self._request)
        return self._stream
