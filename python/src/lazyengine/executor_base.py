"""What executors have in common, whether their handlers block or not: how they are set up."""

from __future__ import annotations

import os
import socket
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from lazyengine.call_context import Seconds
from lazyengine.client_base import ClientBase
from lazyengine.durations import as_timedelta
from lazyengine.handler_outcome import E, H, HandlerSet
from lazyengine.request_ids import new_session_id
from lazyengine.v1 import service_pb2

C = TypeVar("C", bound=ClientBase)

# What handlers get to return in when they are told to stop, and the server to take what is still to be said.
STOP_GRACE = 5.0


class ExecutorBase(ABC, Generic[C, H, E]):
    """Does tasks: `handlers` maps a task's type to the function that is called with a `Task` and returns its result.

    `reverts`: undo tasks, by the type of their REVERT items; without it none are taken.
    `evaluate`: called with what work items of kind EVALUATE ask, returns a Decision; without it none are taken.
    `queues`: where tasks are taken from; by default the handlers' types, which are the tasks' default queues.
    `max_in_flight`: how many tasks are held, and handlers run, at once. `worker_id`: names it for people; by default
    host and process. `session_id`: kept over reconnects; by default a fresh one. `lease_duration`: how long its tasks
    stay its own when the connection is lost. `flow_id`: only tasks of this flow. `drain_timeout`: how long `run` and
    `with` wait for handlers at the end. Durations are seconds or timedeltas; None = the server's default.

    Run it with `run`, or with `start` and `drain`, or as a context manager. What it cannot finish it gives back.
    """

    def __init__(
        self,
        client: C,
        handlers: Mapping[str, H],
        *,
        reverts: Mapping[str, H] | None = None,
        evaluate: E | None = None,
        queues: Sequence[str] | None = None,
        max_in_flight: int = 10,
        worker_id: str | None = None,
        session_id: str | None = None,
        lease_duration: Seconds | None = None,
        flow_id: str | None = None,
        namespace: str | None = None,
        drain_timeout: Seconds = 30.0,
    ) -> None:
        if max_in_flight < 1:
            raise ValueError(f"max_in_flight: expected at least 1, got {max_in_flight}")
        self._work = HandlerSet(handlers, reverts, evaluate)
        fields = {
            "queues": self._work.types if queues is None else queues,
            "worker_id": f"{socket.gethostname()}:{os.getpid()}" if worker_id is None else worker_id,
            # Chosen here, so that the session is known even where the connection breaks before its first answer.
            "session_id": session_id or new_session_id(),
            "max_in_flight": max_in_flight,
            "lease_duration": lease_duration,
            "flow_id": flow_id,
            "kinds": self._work.kinds,
        }
        self._request = client._calls.request(service_pb2.WatchReadyTasksRequest, fields, namespace)
        self._drain_timeout = as_timedelta(drain_timeout).total_seconds()
        self._client = client
        self._namespace = namespace
        self._own_session = not session_id
        self._max_in_flight = max_in_flight
        self._error: Exception | None = None
        self._set_up()

    @abstractmethod
    def _set_up(self) -> None:
        """Make the parts that serve."""

    def _seconds(self, timeout: Seconds | None) -> float:
        """How long a drain waits."""
        return self._drain_timeout if timeout is None else as_timedelta(timeout).total_seconds()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error
