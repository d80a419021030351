"""What becomes of a task whose handler returns, raises, defers or reports, and of an outcome that is refused."""

from __future__ import annotations

import json
import os
import re
from typing import Any

import grpc

from lazyengine import Client, Executor, FlowSpec, NonRetryableError, Payload, RetryAfter, Spawn, Task, TaskCancelled
from lazyengine.v1 import service_pb2
from scripted_server import ScriptedServer, error_status
from scripted_tasks import ready, send_tasks


def fail(error: BaseException) -> Any:
    def handler(_task: Task) -> None:
        raise error

    return handler


def raise_with_cause(_task: Task) -> None:
    try:
        os.environ["LAZYENGINE_MISSING"]
    except KeyError as cause:
        raise ValueError("no such key") from cause


def test_exceptions_become_failures_that_the_retry_policy_can_judge(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    handlers = {
        "plain": raise_with_cause,
        "final": fail(NonRetryableError("never", type="Bad", details={"k": 1})),
        "later": fail(RetryAfter(90, "busy")),
        "given up": fail(TaskCancelled("enough")),
        "deferred": lambda task: task.defer(timeout=3600, heartbeat_timeout=60),
        "spawned": lambda task: Spawn(FlowSpec("inner").task("x", type="sh"), input={"n": 1}, labels={"k": "v"}),
        "not json": lambda task: object(),
        "too large": lambda task: bytes(4_000_000),
        "exit": fail(SystemExit(3)),
    }
    executors.append(Executor(client, handlers, queues=["q"]).start())
    stream = scripted.next_stream()
    assert list(stream.open().queues) == ["q"]
    send_tasks(stream, *(ready(kind, kind, type=kind) for kind in handlers))
    items: dict[str, Any] = {}
    while len(items) < len(handlers):
        frame = stream.receive("complete")
        items.update((item.task_id, item) for item in frame.items)
        stream.accept(frame)
    plain = items["plain"].failure
    assert (plain.type, plain.message, plain.HasField("retryable")) == ("ValueError", "no such key", False)
    assert "in raise_with_cause" in json.loads(plain.details.data)["stack"]
    assert [(c.type, c.message) for c in plain.causes] == [("KeyError", "'LAZYENGINE_MISSING'")]
    final = items["final"].failure
    assert (final.type, final.message, final.retryable, final.details.data) == ("Bad", "never", False, b'{"k":1}')
    assert final.HasField("retryable")
    assert (items["later"].failure.type, items["later"].failure.retry_after.seconds) == ("RetryAfter", 90)
    assert items["given up"].cancelled.message == "enough"
    assert items["deferred"].deferred.timeout.seconds == 3600
    assert items["deferred"].deferred.heartbeat_timeout.seconds == 60
    spawn = items["spawned"].spawn
    assert [(task.name, task.type) for task in spawn.spec.tasks] == [("x", "sh")]
    assert (json.loads(spawn.input.data), dict(spawn.labels)) == ({"n": 1}, {"k": "v"})
    assert (items["not json"].failure.type, items["not json"].failure.retryable) == ("OUTCOME_REFUSED", False)
    too_large = r"the outcome is too large for a message: 40000\d\d bytes, at most 3500000"
    assert re.fullmatch(too_large, items["too large"].failure.message)
    assert items["exit"].failure.type == "SystemExit"


def test_progress_is_sent_with_the_claim_it_is_about(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    def handler(task: Task) -> None:
        task.progress(0.5, {"done": 1})

    executors.append(Executor(client, {"t": handler}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    (report,) = stream.receive("progress").reports
    assert (report.claim_token, report.fraction, report.details.data) == ("1", 0.5, b'{"done":1}')
    assert stream.receive("complete").items[0].result.data == b""


def test_results_that_were_cut_are_read_page_by_page_when_the_handler_asks(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    def details(request: service_pb2.GetFlowDetailsRequest, _context: Any) -> service_pb2.GetFlowDetailsResponse:
        number = int(request.page_token or "1")
        payload = {"data": str(number).encode(), "content_type": "application/json"}
        tasks = [{"task_id": f"d{number}", "state": 6, "result": payload}]
        return service_pb2.GetFlowDetailsResponse(tasks=tasks, next_page_token="2" if number == 1 else "")

    scripted.on("GetFlowDetails", details)
    executors.append(Executor(client, {"t": lambda task: dict(task.dependency_results)}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1", results_truncated=True))
    assert stream.receive("complete").items[0].result.data == b'{"d1":1,"d2":2}'
    assert [request.dependencies_of for request in scripted.asked("GetFlowDetails")] == ["a", "a"]


def test_an_outcome_that_is_refused_for_now_is_sent_again_and_one_refused_for_good_becomes_a_failure(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    executors.append(Executor(client, {"t": lambda task: "x"}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    first = stream.receive("complete")
    conflict = error_status(grpc.StatusCode.ABORTED, "CONFLICT", retry_after=0.0)
    stream.send(verdicts={"seq": first.seq, "verdicts": [{"status": conflict}]})
    second = stream.receive("complete")
    assert second.seq > first.seq
    assert second.items[0] == first.items[0]
    too_large = error_status(grpc.StatusCode.INVALID_ARGUMENT, "LIMIT_EXCEEDED", "result: at most 1 MiB")
    stream.send(verdicts={"seq": second.seq, "verdicts": [{"status": too_large}]})
    third = stream.receive("complete")
    failure = third.items[0].failure
    assert (failure.type, failure.retryable) == ("OUTCOME_REFUSED", False)
    assert "LIMIT_EXCEEDED: result: at most 1 MiB" in failure.message
    superseded = error_status(grpc.StatusCode.FAILED_PRECONDITION, "CLAIM_SUPERSEDED")
    stream.send(verdicts={"seq": third.seq, "verdicts": [{"status": superseded}]})
    send_tasks(stream, ready("2", "b"))
    assert stream.receive("complete").items[0].claim_token == "2"


def test_a_task_without_a_handler_is_given_back_for_others(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    executors.append(Executor(client, {"t": lambda task: None}, queues=["q"]).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1", type="unknown"))
    released = stream.receive("release")
    assert ([c.claim_token for c in released.claims], released.delay.seconds) == (["1"], 5)


class BrokenCodec:
    """Cannot read what is not empty, nor write it."""

    def encode(self, payload: Payload) -> Payload:
        return self.decode(payload)

    def decode(self, payload: Payload) -> Payload:
        if payload.data in (b"", b"null") or b"stack" in payload.data:
            return payload
        raise LookupError("no such key")


def test_a_codec_that_fails_fails_its_task_and_not_the_executor(
    scripted: ScriptedServer, executors: list[Executor]
) -> None:
    with Client(scripted.target, codec=BrokenCodec()) as client:
        executors.append(Executor(client, {"t": lambda task: task.input, "writes": lambda task: 1}).start())
        stream = scripted.next_stream()
        stream.open()
        send_tasks(stream, ready("1", input={"data": b"1", "content_type": "application/json"}))
        failure = stream.receive("complete").items[0].failure
        assert (failure.type, failure.message) == ("LookupError", "no such key")
        send_tasks(stream, ready("2", "b", type="writes"))
        failure = stream.receive("complete").items[0].failure
        assert (failure.type, failure.HasField("retryable")) == ("CODEC_FAILED", False)
        send_tasks(stream, ready("3", "c"))
        assert stream.receive("complete").items[0].WhichOneof("outcome") == "result"
