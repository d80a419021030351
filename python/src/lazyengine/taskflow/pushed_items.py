"""The items of one run of the engine as the server pushes them: each in the commit that has made it ready."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType

from lazyengine.backoff import Backoff
from lazyengine.errors import LazyEngineError
from lazyengine.ready_task_watch import ReadyTaskWatch
from lazyengine.session_values import ReadyTasks
from lazyengine.task_values import ReadyTask

_log = logging.getLogger("lazyengine.taskflow")


class PushedItems:
    """A stream of items that a thread reads, and opens anew where it breaks; a context manager.

    `watch` opens the stream, `release` gives items back: both are called by any thread.
    """

    def __init__(self, watch: Callable[[], ReadyTaskWatch], release: Callable[[Sequence[ReadyTask]], None]) -> None:
        self._watch = watch
        self._release = release
        self._changed = threading.Condition()
        self._arrived: deque[ReadyTask] = deque()
        # A stream that comes back is handed what its session holds again, which may be done meanwhile.
        self._seen: set[str] = set()
        self._refuses = False
        self._error: LazyEngineError | None = None
        self._over = threading.Event()
        self._stream: ReadyTaskWatch | None = None
        self._reader = threading.Thread(target=self._read, name="lazyengine-items", daemon=True)

    def take(self, least: int, wait: float) -> list[ReadyTask]:
        """What has arrived; where that is less than `least`, what has after so many seconds.

        Raises what ended the stream for good.
        """
        with self._changed:
            self._changed.wait_for(lambda: len(self._arrived) >= least or self._error is not None, wait)
            if self._error is not None:
                raise self._error
            items = list(self._arrived)
            self._arrived.clear()
            return items

    def refuse(self) -> None:
        """Give back what was not taken, and from now on whatever arrives."""
        with self._changed:
            self._refuses = True
            items = list(self._arrived)
            self._arrived.clear()
        if items:
            self._release(items)

    def __enter__(self) -> PushedItems:
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        stream = self._stream
        if stream is not None:
            stream.close()
        self._reader.join()

    def _read(self) -> None:
        backoff, failures = Backoff(), 0
        while not self._over.is_set():
            try:
                with self._watch() as self._stream:
                    # The end may have come before there was a stream to close.
                    for frame in () if self._over.is_set() else self._stream:
                        failures = 0
                        if isinstance(frame, ReadyTasks):
                            self._arrive(frame.tasks)
                asked = 0.0
            except LazyEngineError as error:
                if not error.repeatable:
                    self._fail(error)
                    return
                _log.warning("the stream of items broke: %s", error)
                asked = error.retry_seconds
            failures += 1
            self._over.wait(backoff.wait(failures, asked))

    def _arrive(self, tasks: Sequence[ReadyTask]) -> None:
        with self._changed:
            items = [item for item in tasks if item.claim_token not in self._seen]
            self._seen.update(item.claim_token for item in items)
            refused = items if self._refuses else []
            if not self._refuses:
                self._arrived.extend(items)
                self._changed.notify()
        if refused:
            self._release(refused)

    def _fail(self, error: LazyEngineError) -> None:
        with self._changed:
            self._error = error
            self._changed.notify()
