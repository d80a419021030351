"""Waiting for a flow against a scripted server: results, failures, broken connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from lazyengine import Client, FlowFailed, FlowState, LazyEngineError
from lazyengine.v1 import service_pb2
from scripted_server import WAIT, ScriptedServer, refuse

RUNNING, SUCCEEDED, FAILED = 2, 9, 10
Frames = Iterator[service_pb2.WatchFlowResponse]


def update(revision: str, state: int, **flow: Any) -> service_pb2.WatchFlowResponse:
    return service_pb2.WatchFlowResponse(
        update={"revision": revision, "flow": {"flow_id": "f", "state": state, "revision": revision, **flow}}
    )


def details(tasks: dict[str, tuple[list[str], int, bytes]]) -> Any:
    """Answers GetFlowDetails from task_id -> (depends_on, state, result)."""

    def answer(request: service_pb2.GetFlowDetailsRequest, _context: Any) -> service_pb2.GetFlowDetailsResponse:
        response = service_pb2.GetFlowDetailsResponse(flow={"flow_id": "f", "state": SUCCEEDED})
        for name, (depends_on, state, result) in tasks.items():
            if request.task_ids and name not in request.task_ids:
                continue
            task = response.tasks.add(task_id=name, name=name, depends_on=depends_on, state=state)
            if request.view == service_pb2.GetFlowDetailsRequest(view=3).view and result:  # type: ignore[arg-type]
                task.result.data, task.result.content_type = result, "application/json"
        return response

    return answer


def test_the_result_is_that_of_the_tasks_without_successors(scripted: ScriptedServer, client: Client) -> None:
    scripted.on("WatchFlow", lambda *_: iter([update("1", RUNNING), update("2", SUCCEEDED)]))
    tasks = {"a": ([], 6, b"1"), "b": (["a"], 6, b'{"n":2}'), "c": (["a"], 6, b'"x"')}
    scripted.on("GetFlowDetails", details(tasks))
    assert client.flow("f").result(timeout=WAIT) == {"b": {"n": 2}, "c": "x"}


def test_of_a_flow_of_many_pages_only_the_last_tasks_payloads_are_read(
    scripted: ScriptedServer, client: Client
) -> None:
    views: list[int] = []

    def answer(request: service_pb2.GetFlowDetailsRequest, _context: Any) -> service_pb2.GetFlowDetailsResponse:
        views.append(request.view)
        response = service_pb2.GetFlowDetailsResponse(flow={"flow_id": "f", "state": SUCCEEDED})
        number = int(request.page_token or "0")
        names = list(request.task_ids) or [f"t{number}", f"t{number + 1}"]
        for name in names:
            before = [f"t{int(name[1:]) - 1}"] if name != "t0" else []
            task = response.tasks.add(task_id=name, name=name, depends_on=before, state=6)
            task.result.data, task.result.content_type = f'"{name}"'.encode(), "application/json"
        if not request.task_ids and number < 4:
            response.next_page_token = str(number + 2)
        return response

    scripted.on("WatchFlow", lambda *_: iter([update("2", SUCCEEDED)]))
    scripted.on("GetFlowDetails", answer)
    assert client.flow("f").result(timeout=WAIT) == {"t5": "t5"}
    assert views == [3, 2, 2, 2, 3]


def test_the_result_is_the_output_where_there_is_one(scripted: ScriptedServer, client: Client) -> None:
    scripted.on("WatchFlow", lambda *_: iter([update("2", SUCCEEDED)]))
    output = {"data": b"[1,2]", "content_type": "application/json"}
    scripted.on("GetFlowDetails", lambda *_: service_pb2.GetFlowDetailsResponse(flow={"output": output}))
    assert client.flow("f").result(timeout=WAIT) == [1, 2]


def test_a_flow_that_did_not_succeed_raises_with_its_failure(scripted: ScriptedServer, client: Client) -> None:
    failure = {"type": "ValueError", "message": "bad input"}
    scripted.on("WatchFlow", lambda *_: iter([update("2", FAILED, failure=failure)]))
    with pytest.raises(FlowFailed, match="flow f ended FAILED: ValueError: bad input") as raised:
        client.flow("f").result(timeout=WAIT)
    assert raised.value.flow.state is FlowState.FAILED
    assert raised.value.failure is not None
    assert raised.value.failure.message == "bad input"


def test_a_broken_watch_goes_on_from_the_last_revision(scripted: ScriptedServer, client: Client) -> None:
    since: list[str] = []

    def answer(request: service_pb2.WatchFlowRequest, context: grpc.ServicerContext) -> Frames:
        since.append(request.since_revision)
        if len(since) == 1:
            yield update("r1", RUNNING)
            yield service_pb2.WatchFlowResponse(current={"revision": "r2"})
            refuse(context, grpc.StatusCode.UNAVAILABLE, "DRAINING", retry_after=0.0)
        if len(since) == 2:
            return  # a server that ends the stream early
        yield update("r3", SUCCEEDED)

    scripted.on("WatchFlow", answer)
    assert client.flow("f").wait(timeout=WAIT).state is FlowState.SUCCEEDED
    # After the early end, which may mean that there is nothing new since then, the whole is asked for.
    assert since == ["", "r2", ""]


def test_a_revision_that_is_too_old_starts_the_watch_of_a_flow_anew(scripted: ScriptedServer, client: Client) -> None:
    def answer(request: service_pb2.WatchFlowRequest, context: grpc.ServicerContext) -> Frames:
        if request.since_revision:
            refuse(context, grpc.StatusCode.OUT_OF_RANGE, "REVISION_COMPACTED")
        yield update("r9", SUCCEEDED)

    scripted.on("WatchFlow", answer)
    with client.watch_flow("f", since_revision="old") as watch:
        assert [frame.revision for frame in watch] == ["r9"]
    with pytest.raises(LazyEngineError, match="REVISION_COMPACTED"), client.watch_flow(since_revision="old") as watch:
        next(watch)


def test_the_watch_of_a_flow_that_had_ended_ends_when_that_is_told(scripted: ScriptedServer, client: Client) -> None:
    def ended(_request: service_pb2.WatchFlowRequest, _context: Any) -> Frames:
        yield update("1", SUCCEEDED)
        yield service_pb2.WatchFlowResponse(current={"revision": "1"})

    scripted.on("WatchFlow", ended)
    with client.watch_flow("f") as watch:
        assert [frame.revision for frame in watch] == ["1", "1"]


def test_waiting_longer_than_the_timeout_raises_timeout_error(scripted: ScriptedServer, client: Client) -> None:
    released = threading.Event()

    def answer(_request: Any, _context: Any) -> Frames:
        yield update("r1", RUNNING)
        released.wait(WAIT)

    scripted.on("WatchFlow", answer)
    with pytest.raises(TimeoutError, match=r"flow f is RUNNING after 0\.3 s"):
        client.flow("f").result(timeout=0.3)
    released.set()


def test_a_deleted_flow_ends_the_wait_with_an_error(scripted: ScriptedServer, client: Client) -> None:
    deleted = service_pb2.WatchFlowResponse(deleted={"flow_id": "f"})
    scripted.on("WatchFlow", lambda *_: iter([update("r1", RUNNING), deleted]))
    with pytest.raises(LazyEngineError, match="flow f was deleted"):
        client.flow("f").wait(timeout=WAIT)


def test_closing_a_watch_from_another_thread_ends_its_iteration(scripted: ScriptedServer, client: Client) -> None:
    released = threading.Event()

    def answer(_request: Any, context: grpc.ServicerContext) -> Frames:
        context.add_callback(released.set)
        yield update("r1", RUNNING)
        released.wait(WAIT)

    scripted.on("WatchFlow", answer)
    watch = client.watch_flow("f")
    assert next(watch).revision == "r1"
    closer = threading.Thread(target=watch.close)
    closer.start()
    assert list(watch) == []
    closer.join()
    assert released.wait(WAIT)
