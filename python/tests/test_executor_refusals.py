"""What one task returns, raises or reports never ends the executor: it is refused alone, and all else goes on."""

from __future__ import annotations

import asyncio
import enum
import json
import logging
from typing import Any

import grpc
import pytest

from aio_tasks import opened, receive
from lazyengine import Client, Executor, NonRetryableError, Spawn, Task, TaskFailure, aio
from lazyengine.outbox import Completion
from lazyengine.payload import Payload
from scripted_server import WAIT, Conversation, ScriptedServer
from scripted_tasks import Gate, ready, send_tasks
from test_aio_client import connected
from test_executor_outcomes import fail

INVALID = grpc.StatusCode.INVALID_ARGUMENT


class Kind(enum.Enum):
    """A type that is no text."""

    MISSING = "missing"


UNTOLD = "its text cannot be had, as str() of it raises"


class WithoutText(Exception):
    """Has no text."""

    def __str__(self) -> str:
        raise LookupError("no text")


class TextOfNone(Exception):
    """Gives no text."""

    def __str__(self) -> str:
        return None  # type: ignore[return-value]  # noqa: PLE0307


class Unreadable(TaskFailure):
    """Nothing can be asked of it."""

    def __getattribute__(self, name: str) -> Any:
        raise LookupError(name)


class FailingCodec:
    """Fails as nobody expects, but for what is empty."""

    def encode(self, payload: Payload) -> Payload:
        if payload.data and b"stack" not in payload.data:
            raise SystemExit(1)
        return payload

    def decode(self, payload: Payload) -> Payload:
        return payload


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def large_flow(count: int) -> dict[str, Any]:
    return {"tasks": [{"name": f"t{number}", "type": "x"} for number in range(count)]}


ODD = {
    "without text": (
        fail(WithoutText("x")),
        "WithoutText",
        f"WithoutText: {UNTOLD} LookupError",
    ),
    "text of none": (
        fail(TextOfNone("x")),
        "TextOfNone",
        f"TextOfNone: {UNTOLD} TypeError",
    ),
    "enum": (fail(NonRetryableError("x", type=Kind.MISSING)), "missing", "x"),  # type: ignore[arg-type]
    "number": (fail(TaskFailure("x", type=404)), "404", "x"),  # type: ignore[arg-type]
    "unreadable": (fail(Unreadable("x")), "OUTCOME_REFUSED", "the outcome cannot be told: "),
    "deep result": (lambda _: nested(100_000), "OUTCOME_REFUSED", "the outcome has no form in messages"),
    "deep input": (lambda _: Spawn(large_flow(1), input=nested(100_000)), "OUTCOME_REFUSED", "the outcome has no form"),
    "spawned": (
        lambda _: Spawn(large_flow(20_001)),
        "OUTCOME_REFUSED",
        "spawn.spec.tasks: at most 20000 tasks in one message, got 20001",
    ),
    "elements": (
        lambda _: Spawn({"tasks": [{"name": "a", "type": "x", "depends_on": [{}] * 600_000}]}),
        "OUTCOME_REFUSED",
        "messages, entries of maps and values of lists, at most 524286",
    ),
}


def failures_of(items: list[Completion]) -> dict[str, tuple[str, str]]:
    return {item.task_id: (item.failure.type, item.failure.message) for item in items}


def check_odd(items: list[Completion]) -> None:
    failures = failures_of(items)
    for name, (_, kind, message) in ODD.items():
        assert failures[name][0] == kind, name
        assert message in failures[name][1], name


def test_outcomes_that_cannot_be_told_fail_their_tasks_and_cost_no_thread(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    handlers = {name: handler for name, (handler, _, _) in ODD.items()}
    executors.append(Executor(client, {**handlers, "t": lambda _: "ok"}, queues=["q"], max_in_flight=1).start())
    stream = scripted.next_stream()
    stream.open()
    items = []
    for name in ODD:
        send_tasks(stream, ready(name, name, type=name))
        frame = stream.receive("complete")
        items += frame.items
        stream.accept(frame)
    check_odd(items)
    send_tasks(stream, ready("last", "last"))
    assert stream.receive("complete").items[0].result.data == b'"ok"'


async def test_nor_do_they_cost_a_slot_on_an_event_loop(scripted: ScriptedServer) -> None:
    def awaited(handler: Any) -> Any:
        async def handle(task: aio.Task) -> Any:
            return handler(task)

        return handle

    handlers = {name: awaited(handler) for name, (handler, _, _) in ODD.items()}
    async with connected(scripted) as client:
        executor = aio.Executor(client, handlers, queues=["q"], max_in_flight=1).start()
        stream = await opened(scripted)
        items = []
        for name in ODD:
            send_tasks(stream, ready(name, name, type=name))
            frame = await receive(stream, "complete")
            items += frame.items
            stream.accept(frame)
        check_odd(items)
        stream.end()
        await executor.drain()


def test_a_codec_that_would_end_a_program_fails_its_task(scripted: ScriptedServer, executors: list[Executor]) -> None:
    with Client(scripted.target, codec=FailingCodec()) as client:
        executors.append(Executor(client, {"t": lambda _: Spawn(large_flow(1), input=1)}, max_in_flight=1).start())
        stream = scripted.next_stream()
        stream.open()
        for token in ("1", "2"):
            send_tasks(stream, ready(token, token))
            frame = stream.receive("complete")
            assert failures_of(frame.items)[token][0] == "CODEC_FAILED"
            stream.accept(frame)


def test_a_report_that_is_too_large_is_refused_in_its_handler(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    def handler(task: Task) -> str:
        try:
            task.progress(0.5, "x" * 2_000_000)
        except ValueError as error:
            return str(error)
        return "sent"

    executors.append(Executor(client, {"t": handler}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    told = stream.receive("complete").items[0].result.data
    assert json.loads(told) == "details: expected at most 1048576 bytes, got 2000002"


def wait_until_told(executor: Executor, count: int) -> None:
    """Until the outcomes of so many tasks wait to be sent."""
    outbox = executor._outbox
    with outbox._changed:
        assert outbox._changed.wait_for(lambda: len(outbox._completions) == count, 30)


def next_complete(stream: Conversation) -> Any:
    """The next outcomes; the signs of life on a new stream go before them."""
    while (frame := stream.received.get(timeout=WAIT)) is not None:
        if frame.WhichOneof("frame") == "complete":
            return frame.complete
        assert frame.WhichOneof("frame") == "progress"
    raise AssertionError("the client ended its side")


def refuse_stream(stream: Conversation) -> None:
    stream.abort(INVALID, "LIMIT_EXCEEDED", "a request is too large")


def test_of_a_frame_that_is_refused_the_guilty_item_alone_is_refused_to_its_task(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    gate = Gate()
    executors.append(Executor(client, {"t": gate}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, *(ready(name, name) for name in ("a", "bad", "c")))
    for _ in range(3):
        gate.wait_begun()
    # What waits for a stream goes in one frame.
    stream.abort(grpc.StatusCode.UNAVAILABLE)
    stream = scripted.next_stream()
    gate.go.set()
    wait_until_told(executors[0], 3)
    recorded: dict[str, Completion] = {}
    streams = 0
    stream.open(resumed=True)
    while len(recorded) < 3:
        frame = next_complete(stream)
        if any(item.task_id == "bad" and item.HasField("result") for item in frame.items):
            refuse_stream(stream)
            stream = scripted.next_stream()
            stream.open(resumed=True)
            streams += 1
        else:
            recorded.update((item.task_id, item) for item in frame.items)
            stream.accept(frame)
    assert streams <= 3
    assert [recorded[name].result.data for name in ("a", "c")] == [b'"done a"', b'"done c"']
    failure = recorded["bad"].failure
    assert (failure.type, failure.retryable) == ("OUTCOME_REFUSED", False)
    assert "LIMIT_EXCEEDED: a request is too large" in failure.message
    send_tasks(stream, ready("d", "d"))
    assert next_complete(stream).items[0].result.data == b'"done d"'


async def test_so_it_is_on_an_event_loop(scripted: ScriptedServer) -> None:
    async def handler(_task: aio.Task) -> int:
        return 1

    async with connected(scripted) as client:
        executor = aio.Executor(client, {"t": handler}).start()
        stream = await opened(scripted)
        send_tasks(stream, ready("bad", "bad"))
        assert (await asyncio.to_thread(next_complete, stream)).items[0].HasField("result")
        refuse_stream(stream)
        stream = await opened(scripted, resumed=True)
        frame = await asyncio.to_thread(next_complete, stream)
        assert failures_of(frame.items)["bad"][0] == "OUTCOME_REFUSED"
        stream.accept(frame)
        send_tasks(stream, ready("next", "next"))
        stream.accept(await asyncio.to_thread(next_complete, stream))
        stream.end()
        await executor.drain()


def test_reports_that_a_stream_was_refused_with_are_dropped_with_a_warning(
    scripted: ScriptedServer, client: Client, executors: list[Executor], caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate()
    executors.append(Executor(client, {"t": gate}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    gate.wait_begun().progress(0.5, {"odd": True})
    stream.receive("progress")
    with caplog.at_level(logging.WARNING, "lazyengine.executor"):
        refuse_stream(stream)
        stream = scripted.next_stream()
    assert "reports of progress of 1 tasks are dropped" in caplog.text
    stream.open(resumed=True)
    # A sign of life, without what was refused.
    assert not stream.receive("progress").reports[0].HasField("details")
    gate.go.set()
    assert stream.receive("complete").items[0].result.data == b'"done a"'


def test_an_executor_that_is_refused_as_it_is_set_up_ends(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    executor = Executor(client, {"t": lambda _: 1}, queues=["q"]).start()
    scripted.next_stream().abort(INVALID, "INVALID_FIELD", "queues[0]: no")
    with pytest.raises(Exception, match="INVALID_FIELD"):
        executor.wait_ready(10)
