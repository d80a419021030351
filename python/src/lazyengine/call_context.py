"""What all calls of one client share, whichever way they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import grpc
from google.protobuf.message import Message

from lazyengine.backoff import Backoff
from lazyengine.channel_settings import ChannelSettings
from lazyengine.durations import as_timedelta
from lazyengine.errors import LazyEngineError
from lazyengine.message_reader import MessageReader
from lazyengine.message_writer import MessageWriter
from lazyengine.payload import PayloadConverter
from lazyengine.v1.service_pb2 import PollReadyTasksRequest

Seconds = timedelta | float


class CallContext:
    """Makes requests and reads answers; a subclass brings them to the server."""

    def __init__(
        self,
        settings: ChannelSettings,
        *,
        namespace: str,
        timeout: Seconds,
        backoff: Backoff,
        payloads: PayloadConverter,
    ) -> None:
        self.settings = settings
        self.namespace = namespace
        self.timeout = as_timedelta(timeout).total_seconds()
        self.backoff = backoff
        self.payloads = payloads
        self.reader = MessageReader(payloads)
        self.writer = MessageWriter(payloads)

    def request(self, cls: type[Message], fields: Mapping[str, Any], namespace: str | None) -> Any:
        """The request message; fields that are None are left out, the namespace is the client's unless given."""
        return self.writer.write(cls, {"namespace": self.namespace if namespace is None else namespace, **fields})

    def seconds(self, timeout: Seconds | None, on_top_of: Seconds | None = None) -> float:
        """The seconds of a call's timeout; where None the client's, on top of what the call itself waits."""
        if timeout is not None:
            return as_timedelta(timeout).total_seconds()
        return self.timeout + (0.0 if on_top_of is None else as_timedelta(on_top_of).total_seconds())


class SentFrames:
    """The requests of an upload, asked anew for each try; keeps what their making raised.

    grpc iterates where nobody looks, and would tell of no more than that something was raised.
    """

    def __init__(self, frames: Callable[[], Iterator[Message]]) -> None:
        self._frames = frames
        self.fault: BaseException | None = None

    def __call__(self) -> Iterator[Message]:
        """The requests of one try."""
        try:
            yield from self._frames()
        except GeneratorExit:
            # The server has answered before it had all: grpc asks for no more.
            raise
        except BaseException as fault:
            self.fault = fault
            raise


class RepeatedRequest:
    """The request of a call, for each of its tries; a poll's repeat asks for what a lost answer handed out."""

    def __init__(self, request: Message) -> None:
        self._request = request
        self._is_repeat = False

    def __call__(self) -> Message:
        """The request of one try."""
        if self._is_repeat and isinstance(self._request, PollReadyTasksRequest):
            self._request.include_held = True
        self._is_repeat = True
        return self._request


def closed_error() -> LazyEngineError:
    """What a call of a client raises that is closed, or is closed in the midst of it."""
    return LazyEngineError(grpc.StatusCode.CANCELLED, "the client is closed")
