"""Makes calls that block: values in, values out, repeated within the deadline where a repeat can help."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.protobuf.message import Message

from lazyengine.backoff import Backoff
from lazyengine.call_context import CallContext, RepeatedRequest, Seconds, SentFrames, closed_error
from lazyengine.channel_settings import ChannelSettings
from lazyengine.errors import LazyEngineError
from lazyengine.payload import PayloadConverter
from lazyengine.tries import Tries
from lazyengine.v1 import service_pb2_grpc


class Calls(CallContext):
    """What all calls of one client share. Safe to use from many threads."""

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
        if settings.credentials is None:
            self._channel = grpc.insecure_channel(settings.target, options=settings.options)
        else:
            self._channel = grpc.secure_channel(settings.target, settings.credentials, options=settings.options)
        self._stub = service_pb2_grpc.LazyEngineStub(self._channel)
        self._closed = threading.Event()

    def unary(self, method: str, request: Message, timeout: float, trace_context: str = "") -> Any:
        """Call and read the answer.

        Repeats the same request, same request_id, a poll with include_held, on UNAVAILABLE and on refusals that name a
        delay, until `timeout` seconds would pass; then raises the last error as LazyEngineError, or, where the last try
        ran into the deadline, the refusal before it, which says why.
        """
        return self._repeated(method, RepeatedRequest(request), Tries(self.backoff, timeout), trace_context)

    def upload(self, method: str, requests: Callable[[], Iterator[Message]], timeout: float, *, repeat: bool) -> Any:
        """Call with a stream of requests and read the answer; `requests` is asked anew for each try.

        Repeats as `unary` does, where `repeat` says so. What the iteration raises is raised here.
        """
        sent = SentFrames(requests)
        try:
            return self._repeated(method, sent, Tries(self.backoff, timeout, repeat=repeat))
        except LazyEngineError:
            if sent.fault is not None:
                raise sent.fault from None
            raise

    def _repeated(
        self, method: str, request: Callable[[], Message | Iterator[Message]], tries: Tries, trace_context: str = ""
    ) -> Any:
        self._check_open()
        ask = getattr(self._stub, method)
        while True:
            try:
                answer = ask(request(), timeout=tries.left, metadata=self.settings.metadata(trace_context))
            except grpc.RpcError as rpc_error:
                wait, error = tries.failed(rpc_error)
                if not self.sleep(wait):
                    raise error from rpc_error
            else:
                return self.reader.read(answer)

    def stream(self, method: str, request: Message | Iterator[Message], timeout: float | None = None) -> Any:
        """Open a stream; the answer is grpc's call: an iterator of messages with `cancel`."""
        self._check_open()
        return getattr(self._stub, method)(request, timeout=timeout, metadata=self.settings.metadata())

    def sleep(self, seconds: float) -> bool:
        """Wait; False where the client was closed meanwhile."""
        return not self._closed.wait(seconds)

    def close(self) -> None:
        """End all waits and close the connection; calls under way end with CANCELLED."""
        self._closed.set()
        self._channel.close()

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise closed_error()
