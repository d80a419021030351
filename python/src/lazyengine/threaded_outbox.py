"""The outbox on threads: frames as the transport's own thread takes them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from lazyengine.outbox import Frame, Outbox


class ThreadedOutbox(Outbox):
    """An outbox whose changes threads wait for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(self._notify, clock)
        self._changed = threading.Condition(self._lock)

    def frames(self, open_frame: Frame) -> Iterator[Frame]:
        """The frames of a new stream, beginning with its `open`; the stream before gets no more.

        The rest follows once `opened` was called, and the iterator ends with `end`.
        """
        return self._iterate(self.begin_stream(), open_frame)

    def wait_empty(self, timeout: float | None) -> bool:
        """Wait until nothing is to be sent or answered; False where `timeout` seconds passed before."""
        with self._changed:
            return self._changed.wait_for(lambda: self.empty, timeout)

    def _iterate(self, stream: int, open_frame: Frame) -> Iterator[Frame]:
        yield open_frame
        while True:
            with self._changed:
                while (frame := self.next_frame(stream)) is None:
                    if self.is_over(stream):
                        return
                    self._changed.wait(self.until_due())
            yield frame

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()
