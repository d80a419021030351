"""One ExecuteTasks stream: tasks come in, outcomes, releases and progress go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

import grpc

from lazyengine.calls import Calls, Seconds
from lazyengine.completion import TaskCompletion
from lazyengine.errors import error_from_rpc
from lazyengine.frame_queue import FrameQueue
from lazyengine.session_values import ExecutorFrame
from lazyengine.task_values import TaskClaim
from lazyengine.v1 import service_pb2


class ExecuteStream:
    """An iterator of executor frames with methods that send; a context manager; `close` from any thread ends it.

    `seq` rises from frame to frame, and each is answered by one Verdicts frame. Raises LazyEngineError where the
    stream breaks or is refused.
    """

    def __init__(self, calls: Calls, open_request: service_pb2.WatchReadyTasksRequest) -> None:
        self._reader = calls.reader
        self._writer = calls.writer
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

    def complete(self, seq: int, items: Sequence[TaskCompletion | Mapping[str, Any]]) -> None:
        """Complete tasks."""
        fields = [TaskCompletion.of(item).fields() for item in items]
        self._send({"complete": {"seq": seq, "items": fields}})

    def release(self, seq: int, claims: Sequence[TaskClaim | Mapping[str, Any]], delay: Seconds | None = None) -> None:
        """Give tasks back; they are offered again after `delay`."""
        self._send({"release": {"seq": seq, "claims": claims, "delay": delay}})

    def progress(self, reports: Sequence[Mapping[str, Any]]) -> None:
        """Tell how far tasks have come; not answered."""
        self._send({"progress": {"reports": reports}})

    def credit(self, max_in_flight: int) -> None:
        """Change how much the session may hold; 0 = hand out nothing more for now."""
        self._send({"credit": {"max_in_flight": max_in_flight}})

    def drain(self) -> None:
        """Ask for nothing more; the server closes the stream once nothing is held."""
        self._send({"drain": {}})

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

    def _send(self, fields: Mapping[str, Any]) -> None:
        self.send(self._writer.write(service_pb2.ExecuteTasksRequest, fields))
