"""One ExecuteTasks stream: tasks come in, outcomes, releases and progress go out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType

import grpc

from lazyengine.aio.calls import Calls
from lazyengine.aio.message_stream import MessageStream
from lazyengine.errors import error_from_rpc
from lazyengine.executor_frames import ExecutorFrames
from lazyengine.session_values import ExecutorFrame
from lazyengine.v1 import service_pb2

_Request = service_pb2.ExecuteTasksRequest


class ExecuteStream(ExecutorFrames):
    """An asynchronous iterator of executor frames with methods that send, and a context manager. It opens when it is
    entered or iterated.

    `seq` rises from frame to frame, and each is answered by one Verdicts frame. Raises LazyEngineError where the
    stream breaks or is refused.
    """

    def __init__(self, calls: Calls, open_request: service_pb2.WatchReadyTasksRequest) -> None:
        super().__init__(calls)
        self._calls = calls
        self._outgoing: asyncio.Queue[_Request | None] = asyncio.Queue()
        self._stream: MessageStream | None = None
        self._closed = False
        self.send(_Request(open=open_request))

    def __aiter__(self) -> ExecuteStream:
        return self

    async def __anext__(self) -> ExecutorFrame:
        while not self._closed:
            try:
                message = await self._open().read()
            except grpc.RpcError as error:
                self._end()
                raise error_from_rpc(error) from error
            if message is None:
                self._end()
                break
            frame: ExecutorFrame | None = self._calls.reader.read_frame(message)
            if frame is not None:
                return frame
        raise StopAsyncIteration

    def send(self, frame: _Request) -> None:
        """Send a frame as it is."""
        self._outgoing.put_nowait(frame)

    async def __aenter__(self) -> ExecuteStream:
        self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the stream; the session lives on for its lease. Closing again is harmless."""
        self._end()
        if self._stream is not None:
            await self._stream.close()

    def _open(self) -> MessageStream:
        if self._stream is None:
            self._stream = self._calls.stream("ExecuteTasks", self._frames())
        return self._stream

    def _end(self) -> None:
        """Nothing more will be sent, which is what lets the transport's own task go."""
        self._closed = True
        self._outgoing.put_nowait(None)

    async def _frames(self) -> AsyncIterator[_Request]:
        while (frame := await self._outgoing.get()) is not None:
            yield frame
