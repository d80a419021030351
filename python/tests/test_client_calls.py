"""Calls against a scripted server: what travels, what comes back, what is repeated and what is not."""

from __future__ import annotations

import threading
import time
from typing import Any

import grpc
import pytest

from lazyengine import Backoff, Client, Failure, FieldViolation, FlowSpec, LazyEngineError
from lazyengine.v1 import service_pb2
from scripted_server import Answer, ScriptedServer, error_status, refuse


def run_response(request: service_pb2.RunRequest, _context: grpc.ServicerContext) -> service_pb2.RunResponse:
    flow = {"flow_id": request.flow_id or "generated", "namespace": request.namespace or "default", "state": 2}
    return service_pb2.RunResponse(flow=flow)


class FailingFirst:
    """Refuses a number of calls, then answers."""

    def __init__(self, times: int, code: grpc.StatusCode, reason: str = "", retry_after: float | None = None) -> None:
        self.left, self.code, self.reason, self.retry_after = times, code, reason, retry_after

    def __call__(self, request: Any, context: grpc.ServicerContext) -> Any:
        if self.left > 0:
            self.left -= 1
            refuse(context, self.code, self.reason, retry_after=self.retry_after)
        return run_response(request, context)


def test_run_sends_what_it_was_given_and_returns_a_handle(scripted: ScriptedServer, client: Client) -> None:
    scripted.on("Run", run_response)
    handle = client.run(
        FlowSpec("f").task("a", type="t"),
        flow_id="f-1",
        input={"n": 1},
        labels={"team": "x"},
        priority=0,
        conflict_policy="return_existing",
        not_before_time="2026-11-22T10:00:00Z",
        trace_context="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )
    (request,) = scripted.asked("Run")
    assert handle.flow_id == "f-1"
    assert handle.namespace == "default"
    assert handle.started is not None
    assert request.spec.tasks[0].name == "a"
    assert (request.input.data, request.input.content_type) == (b'{"n":1}', "application/json")
    assert request.HasField("priority")
    assert request.conflict_policy == service_pb2.CONFLICT_POLICY_RETURN_EXISTING
    assert request.labels == {"team": "x"}
    assert not request.validate_only
    assert scripted.metadata[0]["traceparent"].startswith("00-0af765")  # type: ignore[arg-type]


def test_every_mutation_carries_a_request_id_of_its_own(scripted: ScriptedServer, client: Client) -> None:
    answers: dict[str, Answer] = {
        "Run": run_response,
        "TaskComplete": lambda *_: service_pb2.TaskCompleteResponse(),
        "TaskCompleteBatch": lambda *_: service_pb2.TaskCompleteBatchResponse(),
        "SuspendFlow": lambda *_: service_pb2.SuspendFlowResponse(),
        "ResumeFlow": lambda *_: service_pb2.ResumeFlowResponse(),
        "CancelFlow": lambda *_: service_pb2.CancelFlowResponse(),
        "DeleteFlow": lambda *_: service_pb2.DeleteFlowResponse(),
    }
    for method, answer in answers.items():
        scripted.on(method, answer)
    client.run(FlowSpec("f"))
    client.task_complete("f", "a", result=1)
    client.task_complete_batch([{"flow_id": "f", "task_id": "a", "result": 1}, {"flow_id": "f", "task_id": "b"}])
    client.suspend_flow("f")
    client.resume_flow("f")
    client.cancel_flow("f", grace=0)
    client.delete_flow("f", request_id="mine")
    ids = [r.request_id for name, r in scripted.requests if name != "TaskCompleteBatch"]
    ids += [item.request_id for item in scripted.asked("TaskCompleteBatch")[0].items]
    assert all(ids)
    assert len(set(ids)) == len(ids) == 8
    assert "mine" in ids


def test_an_outcome_is_sent_as_the_one_that_was_given(scripted: ScriptedServer, client: Client) -> None:
    scripted.on("TaskComplete", lambda *_: service_pb2.TaskCompleteResponse())
    client.task_complete("f", "a", result=None)
    client.task_complete("f", "a", result={"k": "v"}, claim_token="tok", attempt=2)
    client.task_complete("f", "a", failure=Failure("T", "why", details=[1], retryable=False))
    client.task_complete("f", "a", deferred={"timeout": "1h"})
    client.task_complete("f", "a", cancelled={})
    client.task_complete("f", "a")
    empty, result, failure, deferred, cancelled, nothing = scripted.asked("TaskComplete")
    assert empty.WhichOneof("outcome") == "result"
    assert (empty.result.data, empty.result.content_type) == (b"", "")
    assert (result.result.data, result.claim_token, result.attempt) == (b'{"k":"v"}', "tok", 2)
    assert failure.failure.HasField("retryable")
    assert failure.failure.details.data == b"[1]"
    assert deferred.deferred.timeout.seconds == 3600
    assert cancelled.WhichOneof("outcome") == "cancelled"
    assert nothing.WhichOneof("outcome") is None
    with pytest.raises(ValueError, match="expected one outcome, got failure and result"):
        client.task_complete("f", "a", result=1, failure={"type": "T"})


@pytest.mark.parametrize(
    ("code", "reason", "retry_after"),
    [
        (grpc.StatusCode.UNAVAILABLE, "", None),
        (grpc.StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE", 0.0),
        (grpc.StatusCode.ABORTED, "CONFLICT", 0.0),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED", 0.0),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", None),
    ],
)
def test_what_may_succeed_later_is_repeated_unchanged(
    scripted: ScriptedServer, client: Client, code: grpc.StatusCode, reason: str, retry_after: float | None
) -> None:
    scripted.on("Run", FailingFirst(3, code, reason, retry_after))
    client.run(FlowSpec("f"))
    requests = scripted.asked("Run")
    assert len(requests) == 4
    assert all(request == requests[0] for request in requests)


@pytest.mark.parametrize(
    ("code", "reason", "retry_after"),
    [
        (grpc.StatusCode.INVALID_ARGUMENT, "CYCLE", None),
        (grpc.StatusCode.NOT_FOUND, "FLOW_NOT_FOUND", None),
        (grpc.StatusCode.ABORTED, "REVISION_MISMATCH", 0.0),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "FLOW_FULL", 0.0),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "", None),
        (grpc.StatusCode.INTERNAL, "INTERNAL", None),
    ],
)
def test_what_a_repeat_cannot_help_is_raised_at_once(
    scripted: ScriptedServer, client: Client, code: grpc.StatusCode, reason: str, retry_after: float | None
) -> None:
    scripted.on("Run", FailingFirst(1, code, reason, retry_after))
    with pytest.raises(LazyEngineError) as raised:
        client.run(FlowSpec("f"))
    assert (raised.value.code, raised.value.reason) == (code, reason)
    assert len(scripted.asked("Run")) == 1


def test_no_more_tries_are_made_than_allowed(scripted: ScriptedServer) -> None:
    scripted.on("Run", FailingFirst(9, grpc.StatusCode.UNAVAILABLE))
    with Client(scripted.target, backoff=Backoff(initial=0.0, tries=2)) as client, pytest.raises(LazyEngineError):
        client.run(FlowSpec("f"))
    assert len(scripted.asked("Run")) == 2


def test_a_delay_that_does_not_fit_into_the_timeout_raises_the_error_without_waiting(
    scripted: ScriptedServer, client: Client
) -> None:
    scripted.on("Run", FailingFirst(9, grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED", 3_600.0))
    began = time.monotonic()
    with pytest.raises(LazyEngineError) as raised:
        client.run(FlowSpec("f"), timeout=5)
    assert raised.value.retry_after is not None
    assert raised.value.retry_after.total_seconds() == 3_600
    assert time.monotonic() - began < 4


def test_an_error_tells_reason_metadata_violations_and_message(scripted: ScriptedServer, client: Client) -> None:
    def answer(_request: Any, context: grpc.ServicerContext) -> None:
        refuse(
            context,
            grpc.StatusCode.INVALID_ARGUMENT,
            "LIMIT_EXCEEDED",
            "flow_id: at most 200 bytes, got 201",
            metadata={"field": "flow_id", "limit": "200", "value": "201"},
            violations=(("flow_id", "at most 200 bytes"),),
        )

    scripted.on("Run", answer)
    with pytest.raises(LazyEngineError) as raised:
        client.run(FlowSpec("f"))
    error = raised.value
    assert error.code is grpc.StatusCode.INVALID_ARGUMENT
    assert error.metadata == {"field": "flow_id", "limit": "200", "value": "201"}
    assert error.violations == (FieldViolation("flow_id", "at most 200 bytes"),)
    assert str(error) == "LIMIT_EXCEEDED: flow_id: at most 200 bytes, got 201"


def test_a_batch_tells_each_items_verdict(scripted: ScriptedServer, client: Client) -> None:
    status = error_status(grpc.StatusCode.FAILED_PRECONDITION, "TASK_CLOSED", metadata={"task_id": "b"})
    verdicts = [{"status": {}, "answer": {"task": {"task_id": "a"}}}, {"status": status}]
    scripted.on("TaskCompleteBatch", lambda *_: service_pb2.TaskCompleteBatchResponse(verdicts=verdicts))
    good, bad = client.task_complete_batch(
        [{"flow_id": "f", "task_id": "a"}, {"flow_id": "f", "task_id": "b"}]
    ).verdicts
    assert good.error is None
    assert good.answer is not None
    assert good.answer.task.task_id == "a"
    assert bad.error is not None
    assert (bad.error.reason, bad.error.metadata) == ("TASK_CLOSED", {"task_id": "b"})


def test_a_call_ends_at_its_timeout(scripted: ScriptedServer, client: Client) -> None:
    released = threading.Event()
    scripted.on("Run", lambda *_: released.wait(10))
    with pytest.raises(LazyEngineError) as raised:
        client.run(FlowSpec("f"), timeout=0.2)
    released.set()
    assert raised.value.code is grpc.StatusCode.DEADLINE_EXCEEDED


def test_where_only_the_last_try_is_not_answered_the_refusal_before_it_is_raised(
    scripted: ScriptedServer, client: Client
) -> None:
    released = threading.Event()
    first = FailingFirst(1, grpc.StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE", 0.0)

    def answer(request: Any, context: grpc.ServicerContext) -> Any:
        return first(request, context) if first.left > 0 else released.wait(10)

    scripted.on("Run", answer)
    with pytest.raises(LazyEngineError) as raised:
        client.run(FlowSpec("f"), timeout=0.5)
    released.set()
    assert raised.value.reason == "STORE_UNAVAILABLE"
    assert len(scripted.asked("Run")) == 2


def test_closing_the_client_ends_its_waits_and_refuses_further_calls(scripted: ScriptedServer) -> None:
    waiting = threading.Event()

    def draw() -> float:
        waiting.set()
        return 0.0

    def answer(_request: Any, context: grpc.ServicerContext) -> None:
        refuse(context, grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED", retry_after=3_600.0)

    scripted.on("Run", answer)
    client = Client(scripted.target, timeout=100_000, backoff=Backoff(draw=draw))
    raised: list[LazyEngineError] = []

    def call() -> None:
        try:
            client.run(FlowSpec("f"))
        except LazyEngineError as error:
            raised.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    assert waiting.wait(10)
    client.close()
    thread.join(10)
    assert raised[0].reason == "OVERLOADED"
    with pytest.raises(LazyEngineError, match="the client is closed"):
        client.run(FlowSpec("f"))


def test_the_namespace_is_the_clients_unless_a_call_names_another(scripted: ScriptedServer) -> None:
    scripted.on("Run", run_response)
    with Client(scripted.target, namespace="team-a") as client:
        client.run(FlowSpec("f"))
        client.run(FlowSpec("f"), namespace="team-b")
    assert [request.namespace for request in scripted.asked("Run")] == ["team-a", "team-b"]


def test_pages_are_followed_to_the_last(scripted: ScriptedServer, client: Client) -> None:
    pages = {"": (["a", "b"], "2"), "2": ([], "3"), "3": (["c"], "")}

    def answer(request: service_pb2.GetFlowDetailsRequest, _context: Any) -> service_pb2.GetFlowDetailsResponse:
        names, following = pages[request.page_token]
        tasks = [{"task_id": name} for name in names]
        return service_pb2.GetFlowDetailsResponse(tasks=tasks, next_page_token=following)

    scripted.on("GetFlowDetails", answer)
    assert [task.task_id for task in client.iterate_tasks("f", states=["ready"])] == ["a", "b", "c"]
    assert all(list(request.states) == [3] for request in scripted.asked("GetFlowDetails"))


def test_waits_are_drawn_evenly_up_to_a_ceiling_that_doubles() -> None:
    backoff = Backoff(initial=0.1, longest=5.0, draw=lambda: 1.0)
    assert [round(backoff.wait(n), 3) for n in (1, 2, 3, 7, 1_000)] == [0.1, 0.2, 0.4, 5.0, 5.0]
    assert Backoff(draw=lambda: 0.0).wait(9) == 0.0
    assert Backoff(initial=1.0, draw=lambda: 0.5).wait(1, asked=7.0) == 7.5


@pytest.mark.parametrize("session_id", [None, "mine"])
def test_a_poll_that_is_repeated_asks_for_what_the_lost_answer_held(
    scripted: ScriptedServer, client: Client, session_id: str | None
) -> None:
    def answer(_request: Any, context: grpc.ServicerContext) -> service_pb2.PollReadyTasksResponse:
        if len(scripted.asked("PollReadyTasks")) == 1:
            refuse(context, grpc.StatusCode.UNAVAILABLE)
        return service_pb2.PollReadyTasksResponse()

    scripted.on("PollReadyTasks", answer)
    client.poll_ready_tasks(["q"], session_id=session_id)
    first, second = scripted.asked("PollReadyTasks")
    assert first.session_id == second.session_id != ""
    assert (first.include_held, second.include_held) == (session_id is None, True)
