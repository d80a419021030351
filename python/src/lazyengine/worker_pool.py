"""Threads that run handlers: at most so many, made when first needed."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

_log = logging.getLogger("lazyengine.executor")

Work = Callable[[], None]


class WorkerPool:
    """Runs what is submitted, in the order of submission, on at most `size` threads.

    One thread is woken at a time: it wakes the next, before it begins, where more waits. So handlers that are done at
    once share the few threads that are awake, and those that wait for something have as many as there are. A thread of
    its own starts the others in the same way, one after the other: while those that are there wait for something, a
    start takes no time; while they compute, it waits for its turn as long as a new thread could add nothing. Whoever
    submits waits for none.

    The threads are daemons: a handler that never returns cannot keep the process from ending.
    """

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._work: deque[Work] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        # A thread was woken, and does not run yet.
        self._waking = False
        self._closed = False
        lock = threading.Lock()
        self._arrived = threading.Condition(lock)
        self._scarce = threading.Condition(lock)
        self._starter: threading.Thread | None = None

    def submit(self, work: Work) -> None:
        """Run it as soon as a thread is free; after `close` it is dropped. What it raises goes to the log."""
        with self._arrived:
            if self._closed:
                return
            self._work.append(work)
            self._call_threads()
            is_first = self._starter is None
            if is_first:
                self._starter = threading.Thread(target=self._start_threads, name=f"{self._name}-starter", daemon=True)
        if is_first and self._starter is not None:
            self._starter.start()

    def close(self, timeout: float) -> bool:
        """Drop what has not begun, let the threads go; False where one still works after `timeout` seconds each."""
        with self._arrived:
            self._closed = True
            self._work.clear()
            self._arrived.notify_all()
            self._scarce.notify_all()
            starting = self._starter
        if starting is not None and starting.ident is not None:
            # It begins no further thread, and has begun all that are listed when it is gone.
            starting.join()
        threads = [thread for thread in self._threads if thread is not threading.current_thread()]
        for thread in threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in threads)

    def _call_threads(self) -> None:
        """See to it that somebody comes for what waits."""
        if self._is_scarce():
            self._scarce.notify()
        if self._work and self._idle > 0 and not self._waking:
            self._waking = True
            self._arrived.notify()

    def _is_scarce(self) -> bool:
        """Whether more waits than there are threads that wait for it."""
        return len(self._work) > self._idle and len(self._threads) < self._size

    def _start_threads(self) -> None:
        while True:
            with self._scarce:
                self._scarce.wait_for(lambda: self._closed or self._is_scarce())
                if self._closed:
                    return
                thread = threading.Thread(target=self._run, name=f"{self._name}-{len(self._threads) + 1}", daemon=True)
                self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except BaseException:
                # The thread is one of so many, and others' work waits for it, whatever the log says.
                with suppress(BaseException):
                    _log.exception("work on thread %s failed", threading.current_thread().name)

    def _next(self) -> Work | None:
        """What is to be run next; waits for it. None after `close`."""
        with self._arrived:
            while not self._work and not self._closed:
                self._idle += 1
                self._arrived.wait()
                self._idle -= 1
                self._waking = False
            if self._closed or not self._work:
                return None
            work = self._work.popleft()
            self._call_threads()
            return work
