"""A real gRPC server on a free port whose answers a test writes: for what a healthy server does not do on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from typing import Any, NoReturn

import grpc
from google.protobuf import any_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from lazyengine.durations import duration_message
from lazyengine.v1 import service_pb2, service_pb2_grpc

Answer = Callable[[Any, grpc.ServicerContext], Any]

WAIT = 30.0  # seconds that a test waits for what must come


class Conversation:
    """One open ExecuteTasks stream, seen from the server: the test receives and sends frame by frame."""

    def __init__(self, context: grpc.ServicerContext) -> None:
        self.received: Queue[service_pb2.ExecuteTasksRequest | None] = Queue()
        self._to_send: Queue[service_pb2.ExecuteTasksResponse | tuple[grpc.StatusCode, str, str] | None] = Queue()
        self._context = context

    def receive(self, kind: str) -> Any:
        """The content of the next frame, which must be of this kind."""
        frame = self.received.get(timeout=WAIT)
        assert frame is not None, f"the client ended its side instead of sending {kind}"
        assert frame.WhichOneof("frame") == kind, f"expected {kind}, got {frame}"
        return getattr(frame, kind)

    def receive_end(self) -> None:
        """The client is gone. What it still sent before is skipped."""
        while self.received.get(timeout=WAIT) is not None:
            pass

    def send(self, **frame: Any) -> None:
        self._to_send.put(service_pb2.ExecuteTasksResponse(**frame))

    def open(self, *, resumed: bool = False, max_in_flight: int = 10) -> service_pb2.WatchReadyTasksRequest:
        """Receive the client's `open` and grant it."""
        asked: service_pb2.WatchReadyTasksRequest = self.receive("open")
        self.send(
            opened={
                "session_id": asked.session_id,
                "resumed": resumed,
                "max_in_flight": max_in_flight,
                "lease_duration": asked.lease_duration if asked.HasField("lease_duration") else Duration(seconds=30),
            }
        )
        return asked

    def accept(self, frame: Any) -> None:
        """Answer a `complete` or `release` frame: every item is OK."""
        items = frame.items if hasattr(frame, "items") else frame.claims
        self.send(verdicts={"seq": frame.seq, "verdicts": [{"status": {}} for _ in items]})

    def end(self) -> None:
        """Close the stream with OK."""
        self._to_send.put(None)

    def abort(self, code: grpc.StatusCode, reason: str = "", message: str = "scripted") -> None:
        self._to_send.put((code, reason, message))

    def frames(self) -> Iterator[service_pb2.ExecuteTasksResponse]:
        while (frame := self._to_send.get()) is not None:
            if isinstance(frame, tuple):
                refuse(self._context, frame[0], frame[1], frame[2])
            yield frame

    def serve(self, requests: Iterator[service_pb2.ExecuteTasksRequest]) -> None:
        """Runs on a thread of its own until the client is gone."""
        try:
            for request in requests:
                self.received.put(request)
        except Exception:  # noqa: S110 - the transport's way of saying that the client is gone
            pass
        finally:
            self.received.put(None)
            self._to_send.put(None)


class ScriptedServer:
    """Answers each unary call and server stream by the function set for its name; records all requests."""

    def __init__(self, credentials: grpc.ServerCredentials | None = None, port: int = 0) -> None:
        self.requests: list[tuple[str, Any]] = []
        self.metadata: list[dict[str, str | bytes]] = []
        self.conversations: Queue[Conversation] = Queue()
        self._script: dict[str, Answer] = {}
        self._threads = ThreadPoolExecutor(max_workers=32)
        self._server = grpc.server(self._threads)
        service_pb2_grpc.add_LazyEngineServicer_to_server(self._servicer(), self._server)
        address = f"127.0.0.1:{port}"
        if credentials is None:
            self.port = self._server.add_insecure_port(address)
        else:
            self.port = self._server.add_secure_port(address, credentials)
        self.target = f"127.0.0.1:{self.port}"
        self._server.start()

    def on(self, method: str, answer: Answer) -> None:
        """From now on calls of this RPC are answered by the function; a stream's function is a generator."""
        self._script[method] = answer

    def asked(self, method: str) -> list[Any]:
        """The requests that came for an RPC."""
        return [request for name, request in self.requests if name == method]

    def next_stream(self) -> Conversation:
        """The next ExecuteTasks stream that is opened."""
        return self.conversations.get(timeout=WAIT)

    def stop(self) -> None:
        self._server.stop(grace=None).wait()
        self._threads.shutdown()

    def _servicer(self) -> Any:
        methods: dict[str, Any] = {}
        for method in service_pb2.DESCRIPTOR.services_by_name["LazyEngine"].methods:
            answer = self._stream if method.output_type.name in _STREAMED else self._unary
            methods[method.name] = _bind(answer, method.name)
        methods["ExecuteTasks"] = lambda _self, requests, context: self._execute(requests, context)
        return type("Servicer", (service_pb2_grpc.LazyEngineServicer,), methods)()

    def _unary(self, method: str, request: Message, context: grpc.ServicerContext) -> Any:
        return self._record(method, request, context)(request, context)

    def _stream(self, method: str, request: Message, context: grpc.ServicerContext) -> Iterator[Any]:
        yield from self._record(method, request, context)(request, context)

    def _record(self, method: str, request: Message, context: grpc.ServicerContext) -> Answer:
        self.requests.append((method, request))
        self.metadata.append(dict(context.invocation_metadata()))
        assert method in self._script, f"the test has no script for {method}"
        return self._script[method]

    def _execute(self, requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
        conversation = Conversation(context)
        self._threads.submit(conversation.serve, requests)
        self.conversations.put(conversation)
        yield from conversation.frames()


def refuse(
    context: grpc.ServicerContext,
    code: grpc.StatusCode,
    reason: str = "",
    message: str = "scripted",
    *,
    retry_after: float | None = None,
    metadata: dict[str, str] | None = None,
    violations: tuple[tuple[str, str], ...] = (),
) -> NoReturn:
    """End a call as LazyEngine does: the code, and the details in the status trailer."""
    status = error_status(code, reason, message, retry_after=retry_after, metadata=metadata, violations=violations)
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, message)
    raise AssertionError("abort returns by raising")


def error_status(
    code: grpc.StatusCode,
    reason: str = "",
    message: str = "scripted",
    *,
    retry_after: float | None = None,
    metadata: dict[str, str] | None = None,
    violations: tuple[tuple[str, str], ...] = (),
) -> status_pb2.Status:
    """The `google.rpc.Status` of an error."""
    details: list[Message] = []
    if reason:
        details.append(error_details_pb2.ErrorInfo(reason=reason, domain="lazyengine", metadata=metadata or {}))
    if violations:
        fields = [error_details_pb2.BadRequest.FieldViolation(field=f, description=d) for f, d in violations]
        details.append(error_details_pb2.BadRequest(field_violations=fields))
    if retry_after is not None:
        details.append(error_details_pb2.RetryInfo(retry_delay=duration_message(retry_after)))
    status = status_pb2.Status(code=code.value[0], message=message)
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status


_STREAMED = {"WatchFlowResponse", "WatchReadyTasksResponse"}


def _bind(answer: Callable[..., Any], method: str) -> Callable[..., Any]:
    return lambda _self, request, context: answer(method, request, context)
