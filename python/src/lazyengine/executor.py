"""The executor: takes tasks off a stream, calls their handlers on threads, sends what became of them."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType

from lazyengine.call_context import Seconds
from lazyengine.client import Client
from lazyengine.executor_base import STOP_GRACE, ExecutorBase
from lazyengine.executor_session import ExecutorSession
from lazyengine.held_tasks import HeldTasks
from lazyengine.session_state import SessionEvents, SessionState
from lazyengine.session_values import Opened
from lazyengine.stop_signals import StopSignals
from lazyengine.task import Stop, Task
from lazyengine.task_runner import Evaluator, Handler, TaskRunner
from lazyengine.threaded_outbox import ThreadedOutbox
from lazyengine.worker_pool import WorkerPool

# How late a signal may be seen.
_SIGNAL_SECONDS = 0.5


class Executor(ExecutorBase[Client, Handler, Evaluator]):
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

    def _set_up(self) -> None:
        self._held: HeldTasks[Task] = HeldTasks()
        self._outbox = ThreadedOutbox()
        self._pool = WorkerPool(self._max_in_flight, "lazyengine-handler")
        self._runner = TaskRunner(self._work, self._held, self._outbox, self._pool, self._client, self._namespace)
        events = SessionEvents(self._runner.start, self._runner.judge, self._on_opened)
        state = SessionState(
            self._client._calls, self._request, self._held, self._outbox, events, own_session=self._own_session
        )
        self._session = ExecutorSession(self._client._calls, state, self._outbox)
        self._thread = threading.Thread(target=self._serve, name="lazyengine-session", daemon=True)
        self._opened = threading.Event()
        self._ended = threading.Event()
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
            if self._next_news(None) == "signal":
                self._session.drain()
                self._next_news(self._drain_timeout)
                self._finish()
        self._raise_error()

    def drain(self, timeout: Seconds | None = None) -> bool:
        """Take nothing more and return when all that is held is done; True where it all was done in time.

        After `timeout` (the executor's `drain_timeout` where None) handlers are told to stop, and what they do not
        finish within 5 s is given back to the server. Raises what ended the executor, where it ended before.
        """
        if self._thread.ident is None:
            return True
        self._session.drain()
        done = self._ended.wait(self._seconds(timeout))
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

    def _next_news(self, timeout: float | None) -> str | None:
        """What happens next, None where nothing does within `timeout` seconds.

        Waits bit by bit: a signal that comes in the very moment in which a wait begins is seen only when it ends.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while deadline is None or time.monotonic() < deadline:
            left = _SIGNAL_SECONDS if deadline is None else min(deadline - time.monotonic(), _SIGNAL_SECONDS)
            with suppress(Empty):
                return self._news.get(timeout=max(left, 0.0))
        return None

    def _finish(self) -> None:
        """After a drain: tell the handlers that are left to stop, give back what they do not finish, and stop."""
        if not self._ended.is_set():
            self._held.stop_all(Stop.DRAINING, "the executor stops")
        if not self._ended.wait(STOP_GRACE if len(self._held) else 0.0):
            for task in self._held.all():
                self._runner.give_back(task)
            self._outbox.wait_empty(STOP_GRACE)
        self._session.stop()
        self._thread.join(STOP_GRACE)
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
        self._session.opened()
        self._opened.set()
