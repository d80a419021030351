"""The executor: takes tasks off a stream, calls their handlers on threads, sends what became of them."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING

from lazyengine.calls import Seconds, new_session_id
from lazyengine.durations import as_timedelta
from lazyengine.enums import WorkKind
from lazyengine.executor_session import ExecutorSession, SessionEvents
from lazyengine.handler_outcome import Evaluator, Handler, HandlerSet
from lazyengine.held_tasks import HeldTasks
from lazyengine.outbox import Outbox
from lazyengine.session_values import Opened
from lazyengine.stop_signals import StopSignals
from lazyengine.task import Stop
from lazyengine.task_runner import TaskRunner
from lazyengine.v1 import service_pb2
from lazyengine.worker_pool import WorkerPool

if TYPE_CHECKING:
    from lazyengine.client import Client

# What handlers get to return in when they are told to stop, and the server to take what is still to be said.
_STOP_GRACE = 5.0


class Executor:
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
        client: Client,
        handlers: Mapping[str, Handler],
        *,
        reverts: Mapping[str, Handler] | None = None,
        evaluate: Evaluator | None = None,
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
        calls = client._calls
        fields = {
            "queues": list({**handlers, **(reverts or {})}) if queues is None else queues,
            "worker_id": f"{socket.gethostname()}:{os.getpid()}" if worker_id is None else worker_id,
            # Chosen here, so that the session is known even where the connection breaks before its first answer.
            "session_id": session_id or new_session_id(),
            "max_in_flight": max_in_flight,
            "lease_duration": lease_duration,
            "flow_id": flow_id,
            "kinds": [
                WorkKind.EXECUTE,
                *([] if reverts is None else [WorkKind.REVERT]),
                *([] if evaluate is None else [WorkKind.EVALUATE]),
            ],
        }
        request = calls.request(service_pb2.WatchReadyTasksRequest, fields, namespace)
        self._drain_timeout = as_timedelta(drain_timeout).total_seconds()
        self._held = HeldTasks()
        self._outbox = Outbox()
        self._pool = WorkerPool(max_in_flight, "lazyengine-handler")
        work = HandlerSet(handlers, {} if reverts is None else reverts, evaluate)
        self._runner = TaskRunner(work, self._held, self._outbox, self._pool, client, calls, namespace)
        events = SessionEvents(self._runner.start, self._runner.judge, self._on_opened)
        self._session = ExecutorSession(calls, request, self._held, self._outbox, events)
        self._thread = threading.Thread(target=self._serve, name="lazyengine-session", daemon=True)
        self._opened = threading.Event()
        self._ended = threading.Event()
        self._error: Exception | None = None
        # Put from signal handlers too, which may take no lock: this queue may be put to at any point.
        self._news: SimpleQueue[str] = SimpleQueue()

    def start(self) -> Executor:
        """Connect and begin to take tasks; returns at once."""
        self._thread.start()
        return self

    def wait_ready(self, timeout: float | None = None) -> bool:
        """Wait until the server has opened the session; False where `timeout` seconds passed before.

        Raises what ended the executor, where it ended.
        """
        ready = self._opened.wait(timeout)
        self._raise_error()
        return ready

    def run(self) -> None:
        """Take tasks until SIGTERM or SIGINT, then drain; a second signal ends the wait for handlers.

        The signals are caught on the main thread only. Raises LazyEngineError where the server refuses for good.
        """
        with StopSignals(lambda: self._news.put("signal")):
            if not self._thread.is_alive():
                self.start()
            if self._news.get() == "signal":
                self._session.drain()
                with suppress(Empty):
                    self._news.get(timeout=self._drain_timeout)
                self._finish()
        self._raise_error()

    def drain(self, timeout: Seconds | None = None) -> bool:
        """Take nothing more and return when all that is held is done; True where it all was done in time.

        After `timeout` (the executor's `drain_timeout` where None) handlers are told to stop, and what they do not
        finish within 5 s is given back to the server. Raises what ended the executor, where it ended before.
        """
        if self._thread.ident is None:
            return True
        seconds = self._drain_timeout if timeout is None else as_timedelta(timeout).total_seconds()
        self._session.drain()
        done = self._ended.wait(seconds)
        self._finish()
        self._raise_error()
        return done

    def close(self) -> None:
        """Stop now: handlers are told to stop, what they do not finish within 5 s is given back."""
        self.drain(0.0)

    def __enter__(self) -> Executor:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.drain()
        else:
            self.close()

    def _finish(self) -> None:
        """After a drain: tell the handlers that are left to stop, give back what they do not finish, and stop."""
        if not self._ended.is_set():
            self._held.stop_all(Stop.DRAINING, "the executor stops")
        if not self._ended.wait(_STOP_GRACE if len(self._held) else 0.0):
            for task in self._held.all():
                self._runner.give_back(task)
            self._outbox.wait_empty(_STOP_GRACE)
        self._session.stop()
        self._thread.join(_STOP_GRACE)
        self._pool.close(timeout=0.1)

    def _serve(self) -> None:
        try:
            self._session.run()
        except Exception as error:
            self._error = error
            self._held.stop_all(Stop.LEASE_LOST, str(error))
        finally:
            self._pool.close(timeout=0.0)
            self._ended.set()
            self._opened.set()
            self._news.put("ended")

    def _on_opened(self, _opened: Opened) -> None:
        self._opened.set()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error
