"""The executor against a scripted server: what handlers get, what the server is told, what survives a broken stream."""

from __future__ import annotations

import threading
from typing import Any

import grpc
import pytest

from lazyengine import Client, Executor, LazyEngineError, Task
from lazyengine.v1 import payload_pb2
from scripted_server import WAIT, ScriptedServer
from scripted_tasks import Gate, ready, send_tasks


def test_a_task_goes_to_its_handler_and_its_result_to_the_server(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    seen: list[Task] = []

    def handler(task: Task) -> Any:
        seen.append(task)
        return {"sum": task.input["x"] + task.dependency_results["b"]}

    executors.append(Executor(client, {"t": handler}, worker_id="w", lease_duration=7, max_in_flight=3).start())
    stream = scripted.next_stream()
    asked = stream.open()
    assert (list(asked.queues), asked.worker_id, asked.max_in_flight) == (["t"], "w", 3)
    assert asked.lease_duration.seconds == 7
    assert asked.session_id
    json = "application/json"
    results = {"b": payload_pb2.Payload(data=b"2", content_type=json)}
    send_tasks(stream, ready("1", input={"data": b'{"x":1}', "content_type": json}, dependency_results=results))
    frame = stream.receive("complete")
    (item,) = frame.items
    assert (item.flow_id, item.task_id, item.claim_token, item.result.data) == ("f", "a", "1", b'{"sum":3}')
    assert item.request_id
    assert seen[0].attempt == 1
    stream.accept(frame)


def test_no_more_handlers_run_at_once_than_may_be_in_flight(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    gate = Gate()
    executors.append(Executor(client, {"t": gate}, max_in_flight=2).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, *(ready(str(n), f"task {n}") for n in range(4)))
    gate.wait_begun()
    gate.wait_begun()
    assert len(gate.tasks) == 2
    gate.go.set()
    done = 0
    while done < 4:
        frame = stream.receive("complete")
        done += len(frame.items)
        stream.accept(frame)


def test_a_task_that_is_sent_twice_runs_once(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    gate = Gate()
    gate.go.set()
    executors.append(Executor(client, {"t": gate}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"), ready("1"))
    frame = stream.receive("complete")
    stream.accept(frame)
    send_tasks(stream, ready("1"), ready("2", "b"))
    assert [item.claim_token for item in stream.receive("complete").items] == ["2"]
    assert [task.task_id for task in gate.tasks] == ["a", "b"]


def test_a_broken_stream_is_resumed_and_unanswered_completions_are_sent_again(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    gate = Gate()
    executors.append(Executor(client, {"t": gate, "quick": lambda task: 1}).start())
    first = scripted.next_stream()
    session_id = first.open().session_id
    send_tasks(first, ready("1"), ready("2", "b", type="quick"))
    held = gate.wait_begun()
    unanswered = first.receive("complete")
    first.abort(grpc.StatusCode.UNAVAILABLE)
    second = scripted.next_stream()
    assert second.open(resumed=True).session_id == session_id
    # What the server holds for the session it sends again; here also the one whose completion was lost.
    send_tasks(second, ready("1"), ready("2", "b", type="quick"))
    assert second.receive("complete") == unanswered
    second.accept(unanswered)
    assert {r.claim_token for r in second.receive("progress").reports} == {"1", "2"}
    assert not held.cancelled.is_set()
    gate.go.set()
    assert [item.claim_token for item in second.receive("complete").items] == ["1"]
    assert len(gate.tasks) == 1


def test_a_session_that_was_lost_tells_its_handlers_to_stop(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    gate = Gate()
    executors.append(Executor(client, {"t": gate}).start())
    first = scripted.next_stream()
    first.open()
    send_tasks(first, ready("1"))
    task = gate.wait_begun()
    first.abort(grpc.StatusCode.ABORTED, "SESSION_EXPIRED")
    second = scripted.next_stream()
    second.open(resumed=False)
    assert task.cancelled.wait(WAIT)
    assert task.stop is not None
    assert task.stop.value == "LEASE_LOST"
    gate.go.set()
    # Nobody else may have claimed it since: the outcome is offered all the same.
    assert [item.claim_token for item in second.receive("complete").items] == ["1"]


def test_a_lease_that_passes_without_a_connection_tells_handlers_to_stop(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    gate = Gate()
    executors.append(Executor(client, {"t": gate}, lease_duration=0.05).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    task = gate.wait_begun()
    scripted.stop()
    assert task.cancelled.wait(WAIT)
    assert task.stop_message == "no connection for 0.05 s"
    gate.go.set()


def test_cancel_and_revoke_reach_the_handler_and_a_revoked_outcome_is_dropped(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    gates = {"cancelled": Gate(), "revoked": Gate()}

    def obedient(task: Task) -> str:
        gates["cancelled"](task)
        task.raise_if_cancelled()
        return "not reached"

    executors.append(Executor(client, {"cancelled": obedient, "revoked": gates["revoked"]}).start())
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1", "a", type="cancelled"), ready("2", "b", type="revoked"))
    cancelled, revoked = gates["cancelled"].wait_begun(), gates["revoked"].wait_begun()
    ids = {"flow_id": "f", "task_id": "a", "claim_token": "1"}
    stream.send(cancel_requested={**ids, "reason": "operator", "deadline": {"seconds": 1_700_000_000}})
    stream.send(revoked={"flow_id": "f", "task_id": "b", "claim_token": "2", "reason": 4})
    assert cancelled.cancelled.wait(WAIT)
    assert cancelled.stop_deadline is not None
    assert revoked.cancelled.wait(WAIT)
    gates["revoked"].go.set()
    gates["cancelled"].go.set()
    (item,) = stream.receive("complete").items
    assert (item.claim_token, item.cancelled.message) == ("1", "operator")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (grpc.StatusCode.ABORTED, "SESSION_TAKEN_OVER"),
        (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED"),
        (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
        (grpc.StatusCode.NOT_FOUND, "FLOW_NOT_FOUND"),
    ],
)
def test_a_refusal_for_good_ends_the_executor_with_its_error(
    scripted: ScriptedServer, client: Client, code: grpc.StatusCode, reason: str
) -> None:
    executor = Executor(client, {"t": lambda task: None}, session_id="mine")
    runner = threading.Thread(target=lambda: scripted.next_stream().abort(code, reason))
    runner.start()
    with pytest.raises(LazyEngineError) as raised:
        executor.run()
    runner.join()
    assert (raised.value.code, raised.value.reason) == (code, reason)


def test_a_session_of_its_own_that_a_late_stream_took_over_is_left_for_another(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    executors.append(Executor(client, {"t": lambda task: None}).start())
    first = scripted.next_stream()
    session_id = first.open().session_id
    first.abort(grpc.StatusCode.ABORTED, "SESSION_TAKEN_OVER")
    assert session_id != ""
    # The server is to give it another.
    assert scripted.next_stream().open().session_id == ""


def test_a_server_that_drains_is_left_and_the_session_resumed(
    scripted: ScriptedServer, client: Client, executors: list[Executor]
) -> None:
    executors.append(Executor(client, {"t": lambda task: None}).start())
    first = scripted.next_stream()
    session_id = first.open().session_id
    first.send(draining={"reconnect_after": {"nanos": 1_000_000}})
    first.receive_end()
    assert scripted.next_stream().open(resumed=True).session_id == session_id
