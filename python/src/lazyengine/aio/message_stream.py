"""The messages of one stream, read one by one."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc

from lazyengine.aio.first_status import FirstStatus
from lazyengine.aio.settled import settled, started
from lazyengine.call_context import closed_error


class MessageStream:
    """A caller that is cancelled while it waits for a message loses none: the next one who reads gets it."""

    def __init__(self, call: Any) -> None:
        self._call = call
        self._messages = call.__aiter__()
        self._first_status = FirstStatus(call)
        self._reading: asyncio.Future[Any] | None = None
        self._cancelled = False

    async def read(self) -> Any:
        """The next message, None at the end or after `cancel`. Raises grpc.RpcError where the stream broke.

        One reads at a time.
        """
        if self._reading is None:
            self._reading = started(anext(self._messages, None))
        reading = self._reading
        whole = await settled(reading)
        self._reading = None
        if whole:
            return self._result(reading)
        if self._cancelled:
            return None
        raise closed_error()

    def _result(self, reading: asyncio.Future[Any]) -> Any:
        try:
            return reading.result()
        except grpc.RpcError as error:
            raise self._first_status.instead_of(error) from None

    def cancel(self) -> None:
        """End the stream; who waits for a message gets None."""
        self._cancelled = True
        self._call.cancel()

    async def close(self) -> None:
        """End the stream and wait until nothing reads it."""
        self.cancel()
        if self._reading is not None:
            await settled(self._reading)
