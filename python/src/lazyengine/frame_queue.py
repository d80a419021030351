"""The sending side of a bidirectional stream: frames put from any thread, taken by the transport's own thread."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class FrameQueue(Generic[T]):
    """An endless iterator of what is put, until it is ended. Ending it is what lets the transport's thread go."""

    def __init__(self) -> None:
        self._frames: SimpleQueue[T | None] = SimpleQueue()

    def put(self, frame: T) -> None:
        """Send a frame. After the end it goes nowhere: a broken stream has nobody to take it."""
        self._frames.put(frame)

    def end(self) -> None:
        """Nothing more will be sent."""
        self._frames.put(None)

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        frame = self._frames.get()
        if frame is None:
            raise StopIteration
        return frame
