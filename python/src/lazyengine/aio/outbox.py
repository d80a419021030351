"""The outbox on an event loop: frames as the transport's own task takes them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from lazyengine.aio.changes import Changes
from lazyengine.outbox import Frame, Outbox


class AwaitedOutbox(Outbox):
    """An outbox whose changes coroutines wait for; made on their loop."""

    def __init__(self) -> None:
        self._changes = Changes()
        super().__init__(self._changes.notify)

    def frames(self, open_frame: Frame) -> AsyncIterator[Frame]:
        """The frames of a new stream, beginning with its `open`; the stream before gets no more.

        The rest follows once `opened` was called, and the iterator ends with `end`.
        """
        return self._iterate(self.begin_stream(), open_frame)

    async def wait_empty(self, timeout: float) -> bool:
        """Wait until nothing is to be sent or answered; False where `timeout` seconds passed before."""
        return await self._changes.until(lambda: self.empty, timeout)

    async def _iterate(self, stream: int, open_frame: Frame) -> AsyncIterator[Frame]:
        yield open_frame
        while not self.is_over(stream):
            frame = self.next_frame(stream)
            if frame is None:
                await self._changes.wait(self.until_due())
            else:
                yield frame
