"""Makes calls: values in, values out, repeated within the deadline where a repeat can help, errors unpacked."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, TypeVar, cast

import grpc
from google.protobuf.message import Message

from lazyengine.backoff import Backoff
from lazyengine.connection import Connection
from lazyengine.durations import as_timedelta
from lazyengine.errors import LazyEngineError, error_from_rpc
from lazyengine.message_reader import MessageReader
from lazyengine.message_writer import MessageWriter
from lazyengine.payload import PayloadConverter
from lazyengine.v1 import service_pb2

Seconds = timedelta | float
A = TypeVar("A")


class Calls:
    """What all calls of one client share. Safe to use from many threads."""

    def __init__(
        self, connection: Connection, *, namespace: str, timeout: Seconds, backoff: Backoff, payloads: PayloadConverter
    ) -> None:
        self.connection = connection
        self.namespace = namespace
        self.timeout = as_timedelta(timeout).total_seconds()
        self.backoff = backoff
        self.payloads = payloads
        self.reader = MessageReader(payloads)
        self.writer = MessageWriter(payloads)
        self._closed = threading.Event()

    def request(self, cls: type[Message], fields: Mapping[str, Any], namespace: str | None) -> Any:
        """The request message; fields that are None are left out, the namespace is the client's unless given."""
        return self.writer.write(cls, {"namespace": self.namespace if namespace is None else namespace, **fields})

    def unary(self, method: str, request: Message, timeout: Seconds | None = None, trace_context: str = "") -> Any:
        """Call and read the answer.

        Repeats the same request, same request_id, on UNAVAILABLE and on refusals that name a delay, until `timeout`
        (the client's default where None) would pass; then raises the last error as LazyEngineError.
        """
        return self._repeated(method, lambda: request, self._seconds(timeout), trace_context)

    def upload(self, method: str, requests: Callable[[], Iterator[Message]], timeout: float, *, repeat: bool) -> Any:
        """Call with a stream of requests and read the answer; `requests` is asked anew for each try.

        Repeats as `unary` does, where `repeat` says so. What the iteration raises is raised here.
        """
        faults: list[BaseException] = []

        def sent() -> Iterator[Message]:
            # grpc iterates in a thread of its own, and would tell of no more than that something was raised.
            try:
                yield from requests()
            except BaseException as fault:
                faults.append(fault)
                raise

        try:
            return self._repeated(method, sent, timeout, repeat=repeat)
        except LazyEngineError:
            if faults:
                raise faults[0] from None
            raise

    def _repeated(
        self,
        method: str,
        request: Callable[[], Message | Iterator[Message]],
        timeout: float,
        trace_context: str = "",
        *,
        repeat: bool = True,
    ) -> Any:
        self._check_open()
        deadline = time.monotonic() + timeout
        call = getattr(self.connection.stub, method)
        failures = 0
        while True:
            try:
                answer = call(
                    request(),
                    timeout=max(deadline - time.monotonic(), 0.001),
                    metadata=self.connection.metadata(trace_context),
                )
            except grpc.RpcError as error:
                if not repeat:
                    raise error_from_rpc(error) from None
                failures += 1
                self._wait_or_raise(error_from_rpc(error), failures, deadline)
            else:
                return self.reader.read(answer)

    def stream(self, method: str, request: Message | Iterator[Message], timeout: float | None = None) -> Any:
        """Open a stream; the answer is grpc's call: an iterator of messages with `cancel`."""
        self._check_open()
        call = getattr(self.connection.stub, method)
        return call(request, timeout=timeout, metadata=self.connection.metadata())

    def sleep(self, seconds: float) -> bool:
        """Wait; False where the client was closed meanwhile."""
        return not self._closed.wait(seconds)

    def close(self) -> None:
        """End all waits and close the connection."""
        self._closed.set()
        self.connection.close()

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise LazyEngineError(grpc.StatusCode.CANCELLED, "the client is closed")

    def _seconds(self, timeout: Seconds | None) -> float:
        return self.timeout if timeout is None else as_timedelta(timeout).total_seconds()

    def _wait_or_raise(self, error: LazyEngineError, failures: int, deadline: float) -> None:
        tries = self.backoff.tries
        if not error.repeatable or (tries is not None and failures >= tries):
            raise error
        asked = error.retry_after.total_seconds() if error.retry_after is not None else 0.0
        wait = self.backoff.wait(failures, asked)
        if time.monotonic() + wait >= deadline or not self.sleep(wait):
            raise error


class CallGroup:
    """What the groups of calls that make up a client have in common."""

    _calls: Calls

    def _unary(self, answer: type[A], fields: Mapping[str, Any], namespace: str | None, timeout: Seconds | None) -> A:
        """Make the call whose answer is of this class, which its name tells."""
        method = answer.__name__.removesuffix("Response")
        request = self._calls.request(getattr(service_pb2, f"{method}Request"), fields, namespace)
        return cast(A, self._calls.unary(method, request, timeout))


def new_request_id(given: str | None) -> str:
    """The request_id of a mutation: the caller's, or a fresh one, so that the client's own repeats are recognised."""
    return uuid.uuid4().hex if given is None else given


def new_session_id() -> str:
    """An id for a session: chosen by the client, it is known even where the first answer is lost."""
    return f"py-{uuid.uuid4().hex}"
