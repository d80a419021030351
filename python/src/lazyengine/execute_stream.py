"""One ExecuteTasks stream: tasks come in, outcomes, releases and progress go out."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

import grpc

from lazyengine.calls import Calls
from lazyengine.errors import error_from_rpc
from lazyengine.executor_frames import ExecutorFrames
from lazyengine.frame_queue import FrameQueue
from lazyengine.session_values import ExecutorFrame
from lazyengine.v1 import service_pb2


class ExecuteStream(ExecutorFrames):
    """An iterator of executor frames with methods that send; a context manager; `close` from any thread ends it.

    `seq` rises from frame to frame, and each is answered by one Verdicts frame. Raises LazyEngineError where the
    stream breaks or is refused.
    """

    def __init__(self, calls: Calls, open_request: service_pb2.WatchReadyTasksRequest) -> None:
        super().__init__(calls)
        self._reader = calls.reader
        self._outgoing: FrameQueue[service_pb2.ExecuteTasksRequest] = FrameQueue()
        self._closed = False
        self.send(service_pb2.ExecuteTasksRequest(open=open_request))
        self._stream = calls.stream("ExecuteTasks", self._outgoing)

    def __iter__(self) -> Iterator[ExecutorFrame]:
        return self

    def __next__(self) -> ExecutorFrame:
        while True:
            try:
                message = next(self._stream)
            except StopIteration:
                self._outgoing.end()
                raise
            except grpc.RpcError as error:
                self._outgoing.end()
                if self._closed:
                    raise StopIteration from None
                raise error_from_rpc(error) from error
            frame: ExecutorFrame | None = self._reader.read_frame(message)
            if frame is not None:
                return frame

    def send(self, frame: service_pb2.ExecuteTasksRequest) -> None:
        """Send a frame as it is."""
        self._outgoing.put(frame)

    def __enter__(self) -> ExecuteStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the stream; the session lives on for its lease. Closing again is harmless."""
        self._closed = True
        self._outgoing.end()
        self._stream.cancel()
