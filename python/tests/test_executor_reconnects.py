"""When an executor opens its stream again: however it was lost, and the later the sooner the last ones broke."""

from __future__ import annotations

from dataclasses import dataclass, field

import grpc

from aio_tasks import opened
from lazyengine import Client, Executor, aio
from lazyengine.backoff import Backoff
from scripted_server import ScriptedServer

SOON = Backoff(initial=0.001, longest=60.0, draw=lambda: 0.01)


class RareToken:
    """Cannot be had the second and third time."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        if self.asked in (2, 3):
            raise FileNotFoundError("the file is being replaced")
        return "a-token-of-20-letters"


def test_an_executor_whose_token_cannot_be_had_for_a_while_goes_on_once_it_can(scripted: ScriptedServer) -> None:
    token = RareToken()
    with Client(scripted.target, token=token, backoff=SOON) as client, Executor(client, {"t": lambda _: 1}):
        first = scripted.next_stream()
        session_id = first.open().session_id
        first.abort(grpc.StatusCode.UNAVAILABLE)
        second = scripted.next_stream()
        assert second.open(resumed=True).session_id == session_id
        assert token.asked == 4
        second.end()


async def test_so_does_one_on_an_event_loop(scripted: ScriptedServer) -> None:
    async def handler(_task: aio.Task) -> int:
        return 1

    token = RareToken()
    async with (
        aio.Client(scripted.target, token=token, backoff=SOON) as client,
        aio.Executor(client, {"t": handler}),
    ):
        (await opened(scripted)).abort(grpc.StatusCode.UNAVAILABLE)
        second = await opened(scripted)
        assert token.asked == 4
        second.end()


@dataclass(frozen=True)
class Recorded(Backoff):
    """Waits for nothing, and keeps after how many failures in a row it was asked to."""

    seen: list[int] = field(default_factory=list)

    def wait(self, failures: int, asked: float = 0.0) -> float:
        self.seen.append(failures)
        return 0.0


def test_streams_that_break_as_soon_as_they_are_there_count_as_failures_in_a_row(scripted: ScriptedServer) -> None:
    backoff = Recorded()
    with Client(scripted.target, backoff=backoff) as client, Executor(client, {"t": lambda _: 1}):
        for _ in range(4):
            stream = scripted.next_stream()
            stream.open()
            stream.abort(grpc.StatusCode.UNAVAILABLE)
        last = scripted.next_stream()
        last.open()
        assert backoff.seen[:4] == [1, 2, 3, 4]
        last.end()
