"""Keeps an executor's session over streams that come and go, on an event loop: opens, reads, answers, reconnects."""

from __future__ import annotations

import asyncio

import grpc

from lazyengine.aio.calls import Calls
from lazyengine.aio.message_stream import MessageStream
from lazyengine.aio.outbox import AwaitedOutbox
from lazyengine.session_state import SessionState


class ExecutorSession:
    """Runs until it is stopped, until a drain is done, or until the server refuses for good (then `run` raises)."""

    def __init__(self, calls: Calls, state: SessionState, outbox: AwaitedOutbox) -> None:
        self._calls = calls
        self._state = state
        self._outbox = outbox
        self._wake = asyncio.Event()
        self._stream: MessageStream | None = None
        self._lost_timer: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Serve streams, one after the other. Raises LazyEngineError where a repeat cannot help."""
        try:
            while not self._state.stopped and not self._state.finished:
                await self._pause(await self._serve_one())
        finally:
            self.opened()
            self._outbox.end()

    def opened(self) -> None:
        """The server has opened a stream: nothing is lost for now."""
        if self._lost_timer is not None:
            self._lost_timer.cancel()
            self._lost_timer = None

    def drain(self) -> None:
        """Take nothing more; `run` returns once all that is held is answered."""
        self._state.drain()
        self._wake.set()

    def stop(self) -> None:
        """End the stream and `run`; the session lives on for its lease."""
        self._state.stopped = True
        self._wake.set()
        self._outbox.end()
        if self._stream is not None:
            self._stream.cancel()

    async def _pause(self, seconds: float) -> None:
        """Wait, unless there is nothing to wait for any more."""
        if self._state.finished:
            return
        woken = asyncio.ensure_future(self._wake.wait())
        await asyncio.wait({woken}, timeout=seconds)
        woken.cancel()
        self._wake.clear()

    async def _serve_one(self) -> float:
        """Serve a stream to its end; tells how long to wait before the next."""
        try:
            self._stream = self._calls.stream("ExecuteTasks", self._outbox.frames(self._state.open_frame))
        except Exception as error:
            return self._state.not_opened(error)
        else:
            return await self._read(self._stream)
        finally:
            self._outbox.end()
            self._start_lost_timer()

    async def _read(self, stream: MessageStream) -> float:
        try:
            while (message := await stream.read()) is not None:
                wait = self._state.take(message)
                if wait is not None:
                    return wait
        except grpc.RpcError as rpc_error:
            return self._state.failed(rpc_error)
        finally:
            await stream.close()
        return self._state.ended()

    def _start_lost_timer(self) -> None:
        if self._state.stopped or self._lost_timer is not None:
            return
        self._lost_timer = asyncio.get_running_loop().call_later(self._state.lease, self._state.lost)
