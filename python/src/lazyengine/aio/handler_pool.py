"""Runs handlers as tasks of the event loop: at most so many at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

Work = Callable[[], Coroutine[Any, Any, None]]


class HandlerPool:
    """Runs what is submitted, in the order of submission, in at most `size` tasks at once."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._waiting: deque[Work] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def submit(self, work: Work) -> None:
        """Run it as soon as there is a slot; after `drop_waiting` it is dropped. `work` must not raise."""
        if self._closed:
            return
        self._waiting.append(work)
        self._fill()

    def drop_waiting(self) -> None:
        """What has not begun never will."""
        self._closed = True
        self._waiting.clear()

    async def close(self, timeout: float) -> None:
        """Cancel what runs; what does not end within `timeout` seconds is left alone."""
        self.drop_waiting()
        running = set(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=timeout)

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self._size:
            task = asyncio.get_running_loop().create_task(self._waiting.popleft()(), name=self._name)
            self._running.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._fill()
