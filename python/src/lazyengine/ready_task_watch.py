"""One stream of ready tasks, frame by frame, as the server sends it."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

import grpc

from lazyengine.calls import Calls
from lazyengine.errors import error_from_rpc
from lazyengine.session_values import SessionFrame
from lazyengine.v1 import service_pb2


class ReadyTaskWatch:
    """An iterator of session frames; a context manager; `close` from any thread ends it.

    Raises LazyEngineError where the stream breaks or is refused.
    """

    def __init__(self, calls: Calls, request: service_pb2.WatchReadyTasksRequest) -> None:
        self._reader = calls.reader
        self._stream = calls.stream("WatchReadyTasks", request)
        self._closed = False

    def __iter__(self) -> Iterator[SessionFrame]:
        return self

    def __next__(self) -> SessionFrame:
        while True:
            try:
                frame: SessionFrame | None = self._reader.read_frame(next(self._stream))
            except grpc.RpcError as error:
                if self._closed:
                    raise StopIteration from None
                raise error_from_rpc(error) from error
            if frame is not None:
                return frame

    def __enter__(self) -> ReadyTaskWatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the stream; the session lives on for its lease. Closing again is harmless."""
        self._closed = True
        self._stream.cancel()
