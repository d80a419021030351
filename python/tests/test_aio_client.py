"""The asyncio client against a scripted server: what is awaited, repeated, refused, cancelled, closed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from lazyengine import Backoff, FlowFailed, FlowState, LazyEngineError, aio
from lazyengine.responses import FlowUpdate
from lazyengine.v1 import service_pb2
from scripted_server import WAIT, ScriptedServer, refuse
from test_flow_handle import RUNNING, SUCCEEDED, details, update

SOON = Backoff(initial=0.001, longest=0.01)


def connected(scripted: ScriptedServer, **settings: Any) -> aio.Client:
    return aio.Client(scripted.target, backoff=SOON, **{"timeout": 10, **settings})


class Held:
    """A call that the server holds until its client is gone."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.gone = threading.Event()

    def __call__(self, _request: Any, context: grpc.ServicerContext) -> Any:
        context.add_callback(self.gone.set)
        self.begun.set()
        assert self.gone.wait(WAIT)
        return service_pb2.GetFlowDetailsResponse()

    def stream(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        self(request, context)
        yield from ()


def failing(times: int, code: grpc.StatusCode, **error: Any) -> Callable[..., Any]:
    left = iter(range(times))

    def answer(_request: Any, context: grpc.ServicerContext) -> Any:
        if next(left, None) is not None:
            refuse(context, code, **error)
        return service_pb2.SuspendFlowResponse(flow={"flow_id": "f", "state": RUNNING})

    return answer


async def test_a_call_is_repeated_with_its_request_id_until_it_is_answered(scripted: ScriptedServer) -> None:
    scripted.on("SuspendFlow", failing(3, grpc.StatusCode.UNAVAILABLE))
    async with connected(scripted, token="secret") as client:
        answer = await client.suspend_flow("f", reason="why")
    assert answer.flow.state is FlowState.RUNNING
    asked = scripted.asked("SuspendFlow")
    assert len(asked) == 4
    assert len({request.request_id for request in asked}) == 1
    assert scripted.metadata[0]["authorization"] == "Bearer secret"


async def test_a_refusal_is_raised_with_all_that_the_server_tells(scripted: ScriptedServer) -> None:
    scripted.on(
        "SuspendFlow", failing(1, grpc.StatusCode.NOT_FOUND, reason="FLOW_NOT_FOUND", metadata={"flow_id": "f"})
    )
    async with connected(scripted) as client:
        with pytest.raises(LazyEngineError, match="FLOW_NOT_FOUND") as raised:
            await client.suspend_flow("f")
    assert (raised.value.code, raised.value.metadata) == (grpc.StatusCode.NOT_FOUND, {"flow_id": "f"})


async def test_the_deadline_of_a_call_ends_its_repeats_with_the_refusal_before(scripted: ScriptedServer) -> None:
    scripted.on("SuspendFlow", failing(10_000, grpc.StatusCode.UNAVAILABLE, reason="STORE_UNAVAILABLE"))
    async with connected(scripted) as client:
        with pytest.raises(LazyEngineError, match="STORE_UNAVAILABLE"):
            await client.suspend_flow("f", timeout=0.2)


async def test_a_call_that_is_cancelled_is_cancelled_at_the_server(scripted: ScriptedServer) -> None:
    held = Held()
    scripted.on("GetFlowDetails", held)
    async with connected(scripted) as client:
        call = asyncio.create_task(client.get_flow_details("f"))
        assert await asyncio.to_thread(held.begun.wait, WAIT)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await asyncio.to_thread(held.gone.wait, WAIT)


async def test_a_wait_between_two_tries_can_be_cancelled(scripted: ScriptedServer) -> None:
    scripted.on("SuspendFlow", failing(10, grpc.StatusCode.UNAVAILABLE, retry_after=60.0))
    async with connected(scripted, timeout=300) as client:
        call = asyncio.create_task(client.suspend_flow("f"))
        while not scripted.asked("SuspendFlow"):
            await asyncio.wait({call}, timeout=0.01)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_closing_the_client_ends_calls_and_watches_with_an_error_and_not_by_cancelling_them(
    scripted: ScriptedServer,
) -> None:
    calls, watches = Held(), Held()
    scripted.on("GetFlowDetails", calls)
    scripted.on("WatchFlow", watches.stream)
    client = connected(scripted)
    call = asyncio.create_task(client.get_flow_details("f"))
    waiting = asyncio.create_task(client.flow("f").wait())
    assert await asyncio.to_thread(calls.begun.wait, WAIT)
    assert await asyncio.to_thread(watches.begun.wait, WAIT)
    await client.close()
    for ended in (call, waiting):
        with pytest.raises(LazyEngineError, match="closed"):
            await ended
    with pytest.raises(LazyEngineError, match="the client is closed"):
        await client.get_server_info()
    await client.close()


async def test_who_gives_up_waiting_for_a_frame_loses_none(scripted: ScriptedServer) -> None:
    go = threading.Event()

    def frames(*_: Any) -> Iterator[Any]:
        yield update("1", RUNNING)
        assert go.wait(WAIT)
        yield update("2", SUCCEEDED)

    scripted.on("WatchFlow", frames)
    async with connected(scripted) as client, client.watch_flow("f") as watch:
        first = await anext(watch)
        assert (isinstance(first, FlowUpdate), watch.revision) == (True, "1")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(anext(watch), 0.05)
        go.set()
        assert [frame.revision async for frame in watch] == ["2"]
    assert len(scripted.asked("WatchFlow")) == 1


async def test_a_watch_goes_on_from_the_last_revision_over_broken_streams(scripted: ScriptedServer) -> None:
    def frames(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        if request.since_revision == "2":
            yield update("3", SUCCEEDED)
            return
        yield update("2", RUNNING)
        refuse(context, grpc.StatusCode.UNAVAILABLE)

    scripted.on("WatchFlow", frames)
    scripted.on("GetFlowDetails", details({"a": ([], 6, b"1"), "b": (["a"], 6, b'"x"')}))
    async with connected(scripted) as client:
        assert await client.flow("f").result(timeout=WAIT) == {"b": "x"}
    assert [request.since_revision for request in scripted.asked("WatchFlow")] == ["", "2"]


async def test_a_flow_that_failed_or_takes_too_long_raises_so(scripted: ScriptedServer) -> None:
    scripted.on("WatchFlow", lambda *_: iter([update("1", 10)]))
    async with connected(scripted) as client:
        with pytest.raises(FlowFailed, match="FAILED"):
            await client.flow("f").result(timeout=WAIT)
        scripted.on("WatchFlow", Held().stream)
        with pytest.raises(TimeoutError, match="not known after"):
            await client.flow("f").wait(timeout=0.2)


async def test_what_the_producer_of_an_import_raises_is_raised(scripted: ScriptedServer) -> None:
    def tasks() -> Iterator[dict[str, Any]]:
        yield {"name": "a", "type": "t"}
        raise LookupError("no more")

    scripted.on("ImportDefinition", lambda requests, _context: [*requests] and service_pb2.ImportDefinitionResponse())
    async with connected(scripted) as client:
        with pytest.raises(LookupError, match="no more"):
            await client.import_definition({"name": "d"}, tasks())
