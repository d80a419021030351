"""The executor: takes tasks off a stream, awaits their handlers, sends what became of them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType

from lazyengine.aio.client import Client
from lazyengine.aio.executor_session import ExecutorSession
from lazyengine.aio.handler_pool import HandlerPool
from lazyengine.aio.outbox import AwaitedOutbox
from lazyengine.aio.stop_signals import StopSignals
from lazyengine.aio.task import Task
from lazyengine.aio.task_runner import Evaluator, Handler, TaskRunner
from lazyengine.call_context import Seconds
from lazyengine.executor_base import STOP_GRACE, ExecutorBase
from lazyengine.held_tasks import HeldTasks
from lazyengine.session_state import SessionEvents, SessionState
from lazyengine.session_values import Opened
from lazyengine.task import Stop


class Executor(ExecutorBase[Client, Handler, Evaluator]):
    """Does tasks: `handlers` maps a task's type to the coroutine function that is called with a `Task` and gives its
    result.

    It takes what `lazyengine.Executor` takes, `reverts` and `evaluate` as coroutine functions, and keeps the same
    bounds: `max_in_flight` handlers run at once, as tasks of the event loop. Made on that loop. What does not end at
    the end, although told to stop, is cancelled and given back.

    Run it with `run`, or with `start` and `drain`, or by `async with`.
    """

    def _set_up(self) -> None:
        self._held: HeldTasks[Task] = HeldTasks()
        self._outbox = AwaitedOutbox()
        self._pool = HandlerPool(self._max_in_flight, "lazyengine-handler")
        self._runner = TaskRunner(self._work, self._held, self._outbox, self._pool, self._client, self._namespace)
        events = SessionEvents(self._runner.start, self._runner.judge, self._on_opened)
        state = SessionState(
            self._client._calls, self._request, self._held, self._outbox, events, own_session=self._own_session
        )
        self._session = ExecutorSession(self._client._calls, state, self._outbox)
        self._serving: asyncio.Task[None] | None = None
        self._opened = asyncio.Event()
        self._ended = asyncio.Event()
        self._news: asyncio.Queue[str] = asyncio.Queue()

    def start(self) -> Executor:
        """Connect and begin to take tasks; returns at once."""
        self._serving = asyncio.get_running_loop().create_task(self._serve(), name="lazyengine-session")
        return self

    async def wait_ready(self, timeout: float | None = None) -> bool:
        """Wait until the server has opened the session; False where `timeout` seconds passed before.

        Raises what ended the executor, where it ended.
        """
        ready = await _wait(self._opened, timeout)
        self._raise_error()
        return ready

    async def run(self) -> None:
        """Take tasks until SIGTERM or SIGINT, then drain; a second signal ends the wait for handlers.

        The signals are caught on the main thread only. Cancelled, it stops at once, as `close` does. Raises
        LazyEngineError where the server refuses for good.
        """
        if self._serving is None:
            self.start()
        try:
            with StopSignals(lambda: self._news.put_nowait("signal")):
                if await self._news.get() == "signal":
                    self._session.drain()
                    with suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(self._news.get(), self._drain_timeout)
                    await self._finish()
        except asyncio.CancelledError:
            await self.close()
            raise
        self._raise_error()

    async def drain(self, timeout: Seconds | None = None) -> bool:
        """Take nothing more and return when all that is held is done; True where it all was done in time.

        After `timeout` (the executor's `drain_timeout` where None) handlers are told to stop; what they do not finish
        within 5 s is given back to the server, and they are cancelled. Raises what ended the executor, where it ended
        before.
        """
        if self._serving is None:
            return True
        self._session.drain()
        done = await _wait(self._ended, self._seconds(timeout))
        await self._finish()
        self._raise_error()
        return done

    async def close(self) -> None:
        """Stop now: handlers are told to stop, what they do not finish within 5 s is given back."""
        await self.drain(0.0)

    async def __aenter__(self) -> Executor:
        return self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self.drain()
        else:
            await self.close()

    async def _finish(self) -> None:
        """After a drain: tell the handlers that are left to stop, give back what they do not finish, and stop."""
        if not self._ended.is_set():
            self._held.stop_all(Stop.DRAINING, "the executor stops")
        if not await _wait(self._ended, STOP_GRACE if len(self._held) else 0.0):
            for task in self._held.all():
                self._runner.give_back(task)
            await self._outbox.wait_empty(STOP_GRACE)
        self._session.stop()
        await _wait(self._ended, STOP_GRACE)
        await self._pool.close(STOP_GRACE)

    async def _serve(self) -> None:
        try:
            await self._session.run()
        except Exception as error:
            self._error = error
            self._held.stop_all(Stop.LEASE_LOST, str(error))
        finally:
            self._pool.drop_waiting()
            self._ended.set()
            self._opened.set()
            self._news.put_nowait("ended")

    def _on_opened(self, _opened: Opened) -> None:
        self._session.opened()
        self._opened.set()


async def _wait(event: asyncio.Event, timeout: float | None) -> bool:
    """Wait for the event, at most `timeout` seconds; tells whether it was set."""
    if not event.is_set():
        waiting = asyncio.ensure_future(event.wait())
        try:
            await asyncio.wait({waiting}, timeout=timeout)
        finally:
            waiting.cancel()
    return event.is_set()
