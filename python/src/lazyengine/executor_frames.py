"""What is said on an ExecuteTasks stream, as messages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from lazyengine.call_context import CallContext, Seconds
from lazyengine.completion import TaskCompletion
from lazyengine.task_values import TaskClaim
from lazyengine.v1 import service_pb2


class ExecutorFrames(ABC):
    """The methods that send; each returns at once. `seq` rises from frame to frame, and each is answered by one
    Verdicts frame.
    """

    def __init__(self, calls: CallContext) -> None:
        self._writer = calls.writer

    @abstractmethod
    def send(self, frame: service_pb2.ExecuteTasksRequest) -> None:
        """Send a frame as it is."""

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

    def _send(self, fields: Mapping[str, Any]) -> None:
        self.send(self._writer.write(service_pb2.ExecuteTasksRequest, fields))
