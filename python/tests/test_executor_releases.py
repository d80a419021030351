"""What becomes of a release that the server does not record: until one is, nobody is offered the task."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from aio_tasks import nothing, opened, receive
from lazyengine import Client, Executor, aio
from scripted_server import Conversation, ScriptedServer, error_status
from scripted_tasks import ready, send_tasks
from test_aio_client import connected

FOR_NOW = [
    (grpc.StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE", None),
    (grpc.StatusCode.ABORTED, "CONFLICT", 0.0),
    (grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED", 0.0),
    (grpc.StatusCode.INTERNAL, "INTERNAL", None),
]


def refuse(stream: Conversation, released: Any, *errors: Any) -> None:
    """One verdict for each claim of a release; None = it is recorded."""
    stream.send(verdicts={"seq": released.seq, "verdicts": [{} if e is None else {"status": e} for e in errors]})


@pytest.mark.parametrize(("code", "reason", "retry_after"), FOR_NOW)
def test_a_release_that_is_not_recorded_is_sent_again(
    scripted: ScriptedServer,
    client: Client,
    executors: list[Executor],
    code: grpc.StatusCode,
    reason: str,
    retry_after: float | None,
) -> None:
    executor = Executor(client, {"t": lambda task: None}, queues=["q"]).start()
    executors.append(executor)
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1", type="unknown"), ready("2", "b", type="unknown"))
    claims: list[Any] = []
    while len(claims) < 2:
        first = stream.receive("release")
        claims.extend(first.claims)
        refuse(stream, first, *(error_status(code, reason, retry_after=retry_after) for _ in first.claims))
    again: list[Any] = []
    while len(again) < 2:
        frame = stream.receive("release")
        assert frame.delay == first.delay
        again.extend(frame.claims)
        stream.accept(frame)
    assert sorted(c.claim_token for c in again) == ["1", "2"]
    stream.end()
    assert executor.drain()


@pytest.mark.parametrize(("code", "reason", "retry_after"), FOR_NOW)
async def test_so_is_one_of_an_executor_on_an_event_loop(
    scripted: ScriptedServer, code: grpc.StatusCode, reason: str, retry_after: float | None
) -> None:
    async with connected(scripted) as client:
        executor = aio.Executor(client, {"t": nothing}, queues=["q"]).start()
        stream = await opened(scripted)
        send_tasks(stream, ready("1", type="unknown"))
        first = await receive(stream, "release")
        refuse(stream, first, error_status(code, reason, retry_after=retry_after))
        second = await receive(stream, "release")
        assert (second.claims, second.delay) == (first.claims, first.delay)
        assert second.seq > first.seq
        stream.accept(second)
        stream.end()
        assert await executor.drain()


def test_a_release_that_waits_for_its_repeat_is_sent_on_the_next_stream(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    executors.append(Executor(client, {"t": lambda task: None}, queues=["q"]).start())
    first = scripted.next_stream()
    first.open()
    send_tasks(first, ready("1", type="unknown"))
    overloaded = error_status(grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED", retry_after=0.5)
    refuse(first, first.receive("release"), overloaded)
    first.abort(grpc.StatusCode.UNAVAILABLE)
    second = scripted.next_stream()
    second.open(resumed=True)
    # The server does not know of the release: it sends the task again, which is not begun.
    send_tasks(second, ready("1", type="unknown"))
    released = second.receive("release")
    assert [c.claim_token for c in released.claims] == ["1"]
    second.accept(released)


def test_a_release_is_given_up_where_a_repeat_cannot_help(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    executors.append(Executor(client, {"t": lambda task: 1}, queues=["q"]).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1", type="unknown"))
    for _ in range(5):
        refuse(stream, stream.receive("release"), error_status(grpc.StatusCode.INTERNAL, "INTERNAL"))
    send_tasks(stream, ready("2", "b", type="unknown"))
    superseded = error_status(grpc.StatusCode.FAILED_PRECONDITION, "CLAIM_SUPERSEDED")
    second = stream.receive("release")
    assert [c.claim_token for c in second.claims] == ["2"]
    refuse(stream, second, superseded)
    send_tasks(stream, ready("3", "c"))
    assert stream.receive("complete").items[0].claim_token == "3"
