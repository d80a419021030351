"""Threads that run handlers: at most so many, made when first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

Work = Callable[[], None]


class WorkerPool:
    """Runs what is submitted, in the order of submission, on at most `size` threads.

    The threads are daemons: a handler that never returns cannot keep the process from ending.
    """

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._lock = threading.Lock()
        self._work: SimpleQueue[Work | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False

    def submit(self, work: Work) -> None:
        """Run it as soon as a thread is free; after `close` it is dropped. `work` must not raise."""
        with self._lock:
            if self._closed:
                return
            self._work.put(work)
            if self._idle > 0:
                self._idle -= 1
            elif len(self._threads) < self._size:
                thread = threading.Thread(target=self._run, name=f"{self._name}-{len(self._threads) + 1}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self, timeout: float) -> bool:
        """Drop what has not begun, let the threads go; False where one still works after `timeout` seconds each."""
        with self._lock:
            self._closed = True
            with suppress(Empty):
                while True:
                    self._work.get_nowait()
            for _ in self._threads:
                self._work.put(None)
            threads = [thread for thread in self._threads if thread is not threading.current_thread()]
        for thread in threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in threads)

    def _run(self) -> None:
        while True:
            work = self._work.get()
            if work is None:
                return
            work()
            with self._lock:
                # What waits is taken without having been promised to an idle thread.
                if self._work.empty():
                    self._idle += 1
