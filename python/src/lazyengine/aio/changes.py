"""Tells the coroutines of one event loop that something changed, from any thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable


class Changes:
    """Made on the loop whose coroutines wait."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Let those go who wait."""
        if threading.get_ident() == self._thread:
            self._release()
        else:
            self._loop.call_soon_threadsafe(self._release)

    async def wait(self, timeout: float | None) -> None:
        """Wait for the next change, at most `timeout` seconds.

        What changes after the caller has looked, and before it waits, is not missed: a change on another thread is told
        through the loop.
        """
        change: asyncio.Future[None] = self._loop.create_future()
        self._waiting.add(change)
        try:
            await asyncio.wait({change}, timeout=timeout)
        finally:
            self._waiting.discard(change)

    async def until(self, holds: Callable[[], bool], timeout: float) -> bool:
        """Wait until it holds, at most `timeout` seconds; tells whether it does."""
        deadline = self._loop.time() + timeout
        while not holds():
            left = deadline - self._loop.time()
            if left <= 0.0:
                return False
            await self.wait(left)
        return True

    def _release(self) -> None:
        for change in self._waiting:
            if not change.done():
                change.set_result(None)
