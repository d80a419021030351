"""Makes calls that are awaited: values in, values out, repeated within the deadline where a repeat can help."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, cast

import grpc
from google.protobuf.message import Message

from lazyengine.aio.message_stream import MessageStream
from lazyengine.aio.settled import settled, started
from lazyengine.backoff import Backoff
from lazyengine.call_context import CallContext, RepeatedRequest, Seconds, SentFrames, closed_error
from lazyengine.channel_settings import ChannelSettings
from lazyengine.errors import LazyEngineError
from lazyengine.payload import PayloadConverter
from lazyengine.tries import Tries
from lazyengine.v1 import service_pb2_grpc


class Calls(CallContext):
    """What all calls of one client share; its channel is opened on the event loop of the first of them."""

    def __init__(
        self,
        settings: ChannelSettings,
        *,
        namespace: str,
        timeout: Seconds,
        backoff: Backoff,
        payloads: PayloadConverter,
    ) -> None:
        super().__init__(settings, namespace=namespace, timeout=timeout, backoff=backoff, payloads=payloads)
        self._channel: grpc.aio.Channel | None = None
        self._stub: Any = None
        self._closed = asyncio.Event()

    async def unary(self, method: str, request: Message, timeout: float, trace_context: str = "") -> Any:
        """Call and read the answer; repeats as the blocking `Calls.unary` does."""
        return await self._repeated(method, RepeatedRequest(request), Tries(self.backoff, timeout), trace_context)

    async def upload(
        self, method: str, requests: Callable[[], Iterator[Message]], timeout: float, *, repeat: bool
    ) -> Any:
        """Call with a stream of requests and read the answer; as the blocking `Calls.upload`."""
        sent = SentFrames(requests)
        try:
            return await self._repeated(method, sent, Tries(self.backoff, timeout, repeat=repeat))
        except LazyEngineError:
            if sent.fault is not None:
                raise sent.fault from None
            raise

    async def _repeated(
        self, method: str, request: Callable[[], Message | Iterator[Message]], tries: Tries, trace_context: str = ""
    ) -> Any:
        ask = self._method(method)
        while True:
            call = ask(request(), timeout=tries.left, metadata=self._metadata(trace_context))
            try:
                answer = await _answer(call)
            except grpc.RpcError as rpc_error:
                wait, error = tries.failed(rpc_error)
                if not await self.sleep(wait):
                    raise error from rpc_error
            else:
                return self.reader.read(answer)

    def stream(
        self, method: str, request: Message | AsyncIterator[Message], timeout: float | None = None
    ) -> MessageStream:
        """Open a stream."""
        return MessageStream(self._method(method)(request, timeout=timeout, metadata=self._metadata()))

    async def sleep(self, seconds: float) -> bool:
        """Wait; False where the client was closed meanwhile."""
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait({closed}, timeout=seconds)
        finally:
            closed.cancel()
        return not self._closed.is_set()

    async def close(self) -> None:
        """End all waits and close the connection; calls under way end with CANCELLED."""
        self._closed.set()
        if self._channel is not None:
            await self._channel.close()

    def _method(self, name: str) -> Any:
        if self._closed.is_set():
            raise closed_error()
        if self._channel is None:
            settings = self.settings
            if settings.credentials is None:
                self._channel = grpc.aio.insecure_channel(settings.target, options=settings.options)
            else:
                self._channel = grpc.aio.secure_channel(settings.target, settings.credentials, options=settings.options)
            # The stub takes channels of both kinds, of which its declared type knows one.
            self._stub = service_pb2_grpc.LazyEngineStub(cast(Any, self._channel))
        return getattr(self._stub, name)

    def _metadata(self, trace_context: str = "") -> grpc.aio.Metadata:
        return grpc.aio.Metadata(*self.settings.metadata(trace_context))


async def _answer(call: Any) -> Any:
    """The answer of a call, which is cancelled where its caller is."""
    answer = started(call)
    try:
        if not await settled(answer):
            raise closed_error()
    except asyncio.CancelledError:
        answer.cancel()
        raise
    return answer.result()
