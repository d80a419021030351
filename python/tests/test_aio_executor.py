"""The asyncio executor against a scripted server: its bounds, its outbox, broken streams, how it stops."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import grpc
import pytest

from aio_tasks import Gate, next_stream, nothing, opened, receive
from lazyengine import LazyEngineError, NonRetryableError, TaskCancelled, aio
from lazyengine.v1 import service_pb2
from scripted_server import WAIT, ScriptedServer
from scripted_tasks import ready, send_tasks
from test_aio_client import connected


async def test_no_more_handlers_run_at_once_than_may_be_in_flight(scripted: ScriptedServer) -> None:
    gate = Gate()
    async with connected(scripted) as client:
        executor = aio.Executor(client, {"t": gate}, max_in_flight=2).start()
        stream = await opened(scripted)
        send_tasks(stream, *(ready(str(n), f"task {n}") for n in range(4)))
        await gate.wait_begun()
        await gate.wait_begun()
        assert len(gate.tasks) == 2
        gate.go.set()
        done = 0
        while done < 4:
            frame = await receive(stream, "complete")
            done += len(frame.items)
            stream.accept(frame)
        stream.end()
        assert await executor.drain()


async def test_what_handlers_return_and_raise_becomes_of_their_tasks_what_it_becomes_on_threads(
    scripted: ScriptedServer,
) -> None:
    async def add(task: aio.Task) -> Any:
        task.progress(0.5)
        return {"sum": task.input + 1}

    def failing(error: BaseException) -> Any:
        async def handler(_task: aio.Task) -> None:
            raise error

        return handler

    async def defer(task: aio.Task) -> Any:
        return task.defer(timeout=3600)

    handlers = {
        "add": add,
        "final": failing(NonRetryableError("never")),
        "given up": failing(TaskCancelled("enough")),
        "cancels itself": failing(asyncio.CancelledError()),
        "deferred": defer,
    }
    async with connected(scripted) as client:
        executor = aio.Executor(client, handlers).start()
        stream = await opened(scripted)
        number = {"data": b"1", "content_type": "application/json"}
        send_tasks(stream, *(ready(kind, kind, type=kind, input=number) for kind in handlers))
        assert [r.fraction for r in (await receive(stream, "progress")).reports] == [0.5]
        items: dict[str, Any] = {}
        while len(items) < len(handlers):
            frame = await receive(stream, "complete")
            items.update((item.task_id, item) for item in frame.items)
            stream.accept(frame)
        stream.end()
        assert await executor.drain()
    assert items["add"].result.data == b'{"sum":2}'
    assert (items["final"].failure.type, items["final"].failure.retryable) == ("NonRetryableError", False)
    assert items["given up"].cancelled.message == "enough"
    assert items["cancels itself"].failure.type == "CancelledError"
    assert items["deferred"].deferred.timeout.seconds == 3600


async def test_a_broken_stream_is_resumed_and_unanswered_completions_are_sent_again(scripted: ScriptedServer) -> None:
    gate = Gate()
    async with connected(scripted) as client:
        executor = aio.Executor(client, {"t": gate, "quick": nothing}).start()
        first = await opened(scripted)
        send_tasks(first, ready("1"), ready("2", "b", type="quick"))
        held = await gate.wait_begun()
        unanswered = await receive(first, "complete")
        first.abort(grpc.StatusCode.UNAVAILABLE)
        second = await opened(scripted, resumed=True)
        # What the server holds for the session it sends again; here also the one whose completion was lost.
        send_tasks(second, ready("1"), ready("2", "b", type="quick"))
        assert await receive(second, "complete") == unanswered
        second.accept(unanswered)
        assert {r.claim_token for r in (await receive(second, "progress")).reports} == {"1", "2"}
        assert not held.cancelled.is_set()
        gate.go.set()
        frame = await receive(second, "complete")
        assert [item.claim_token for item in frame.items] == ["1"]
        assert len(gate.tasks) == 1
        second.accept(frame)
        second.end()
        assert await executor.drain()


async def test_a_lease_that_passes_without_a_connection_tells_handlers_to_stop(scripted: ScriptedServer) -> None:
    gate = Gate()
    async with connected(scripted) as client:
        executor = aio.Executor(client, {"t": gate}, lease_duration=0.05, drain_timeout=0).start()
        send_tasks(await opened(scripted), ready("1"))
        task = await gate.wait_begun()
        await asyncio.to_thread(scripted.stop)
        await asyncio.wait_for(task.cancelled.wait(), WAIT)
        assert task.stop_message == "no connection for 0.05 s"
        executor._session.stop()
        await executor.close()


async def test_results_that_were_cut_are_read_before_the_handler_is_called(scripted: ScriptedServer) -> None:
    def details(request: service_pb2.GetFlowDetailsRequest, _context: Any) -> service_pb2.GetFlowDetailsResponse:
        number = int(request.page_token or "1")
        payload = {"data": str(number).encode(), "content_type": "application/json"}
        tasks = [{"task_id": f"d{number}", "state": 6, "result": payload}]
        return service_pb2.GetFlowDetailsResponse(tasks=tasks, next_page_token="2" if number == 1 else "")

    async def collect(task: aio.Task) -> Any:
        return dict(task.dependency_results)

    scripted.on("GetFlowDetails", details)
    async with connected(scripted) as client, aio.Executor(client, {"t": collect}):
        stream = await opened(scripted)
        send_tasks(stream, ready("1", results_truncated=True))
        frame = await receive(stream, "complete")
        assert frame.items[0].result.data == b'{"d1":1,"d2":2}'
        stream.accept(frame)
        stream.end()


async def test_what_is_not_finished_in_time_is_given_back_and_its_handler_cancelled(
    scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lazyengine.aio.executor.STOP_GRACE", 0.2)
    gate = Gate()
    async with connected(scripted) as client:
        executor = aio.Executor(client, {"t": gate}).start()
        stream = await opened(scripted)
        send_tasks(stream, ready("1"))
        task = await gate.wait_begun()
        closing = asyncio.create_task(executor.drain(timeout=0))
        await receive(stream, "drain")
        released = await receive(stream, "release")
        assert [claim.claim_token for claim in released.claims] == ["1"]
        stream.accept(released)
        assert not await closing
        assert task.stop is not None
        assert (task.stop.value, gate.was_cancelled) == ("DRAINING", True)


async def test_an_executor_whose_run_is_cancelled_stops_and_leaves_nothing_behind(
    scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lazyengine.aio.executor.STOP_GRACE", 0.2)
    gate = Gate()
    async with connected(scripted) as client:
        running = asyncio.create_task(aio.Executor(client, {"t": gate}).run())
        stream = await opened(scripted)
        send_tasks(stream, ready("1"))
        await gate.wait_begun()
        running.cancel()
        await receive(stream, "drain")
        stream.accept(await receive(stream, "release"))
        with pytest.raises(asyncio.CancelledError):
            await running
        assert gate.was_cancelled


async def test_a_signal_drains(scripted: ScriptedServer) -> None:
    gate = Gate()
    before = signal.getsignal(signal.SIGTERM)
    async with connected(scripted) as client:
        running = asyncio.create_task(aio.Executor(client, {"t": gate}).run())
        stream = await opened(scripted)
        send_tasks(stream, ready("1"))
        await gate.wait_begun()
        os.kill(os.getpid(), signal.SIGTERM)
        await receive(stream, "drain")
        gate.go.set()
        stream.accept(await receive(stream, "complete"))
        stream.end()
        await running
    assert signal.getsignal(signal.SIGTERM) is before


async def test_a_refusal_for_good_ends_the_executor_with_its_error(scripted: ScriptedServer) -> None:
    async with connected(scripted) as client:
        running = asyncio.create_task(aio.Executor(client, {"t": nothing}, session_id="mine").run())
        (await next_stream(scripted)).abort(grpc.StatusCode.ABORTED, "SESSION_TAKEN_OVER")
        with pytest.raises(LazyEngineError, match="SESSION_TAKEN_OVER"):
            await running


async def test_progress_may_be_told_from_a_thread(scripted: ScriptedServer) -> None:
    told = asyncio.Event()

    async def handler(task: aio.Task) -> None:
        await asyncio.to_thread(task.progress, 0.25)
        await asyncio.wait_for(told.wait(), WAIT)

    async with connected(scripted) as client, aio.Executor(client, {"t": handler}):
        stream = await opened(scripted)
        send_tasks(stream, ready("1"))
        assert [r.fraction for r in (await receive(stream, "progress")).reports] == [0.25]
        told.set()
        stream.accept(await receive(stream, "complete"))
        stream.end()
