"""Every call of the client against the real server."""

from __future__ import annotations

from datetime import datetime, timezone

import grpc
import pytest

from lazyengine import Client, Failure, FlowSpec, FlowState, FlowView, LazyEngineError, TaskState, load_flow_file
from lazyengine.responses import FlowUpdate
from lazyengine.session_values import Opened, ReadyTasks
from scripted_server import WAIT

DIAMOND = (
    FlowSpec("diamond", labels={"kind": "test"})
    .task("a", type="t", input={"n": 1})
    .task("b", type="t", depends_on=["a"])
    .task("c", type="t", depends_on=["a"])
    .noop("d", depends_on=["b", "c"])
)


def test_the_server_tells_what_it_is(live: Client) -> None:
    info = live.get_server_info()
    assert info.store == "memory"
    assert info.limits.message_bytes == 4 * 1024 * 1024
    assert info.limits.lease_duration_default is not None
    assert info.server_time is not None
    assert info.server_time.tzinfo is timezone.utc


def test_a_flow_is_run_polled_completed_and_read(live: Client) -> None:
    handle = live.run(DIAMOND, input=[1, 2], labels={"run": "1"}, priority=5)
    started = handle.started
    assert started is not None
    assert started.flow is not None
    assert [task.task_id for task in started.ready] == ["a"]
    assert started.flow.labels == {"kind": "test", "run": "1"}
    assert started.flow.input == [1, 2]
    polled = live.poll_ready_tasks(["t"], max_tasks=5, wait=1, worker_id="w")
    (task,) = polled.tasks
    assert (task.task_id, task.input, task.attempt, task.priority) == ("a", {"n": 1}, 1, 5)
    answer = live.task_complete(handle.flow_id, "a", result={"sum": 3}, claim_token=task.claim_token)
    assert [ref.task_id for ref in answer.ready] == ["b", "c"]
    assert [change.task_id for change in answer.changes if change.task_to is TaskState.READY] == ["b", "c"]
    items = [{"flow_id": handle.flow_id, "task_id": name, "result": name} for name in ("b", "c", "nobody")]
    good, _, bad = live.task_complete_batch(items).verdicts
    assert good.error is None
    assert bad.error is not None
    assert bad.error.reason == "TASK_NOT_FOUND"
    assert handle.wait(WAIT).state is FlowState.SUCCEEDED
    assert handle.result(WAIT) == {"d": None}
    details = live.get_flow_details(handle.flow_id, view=FlowView.FULL, task_ids=["a", "c"])
    assert [(task.task_id, task.result) for task in details.tasks] == [("a", {"sum": 3}), ("c", "c")]
    assert details.tasks[0].start_time is not None
    assert details.tasks[1].depends_on == ("a",)


def test_repeats_by_request_id_are_answered_as_before(live: Client) -> None:
    first = live.run(DIAMOND, request_id="r-1")
    again = live.run(DIAMOND, request_id="r-1")
    assert first.started is not None
    assert again.started is not None
    assert (first.started.replayed, again.started.replayed) == (False, True)
    assert first.flow_id == again.flow_id
    one = live.task_complete(first.flow_id, "a", result=1, request_id="c-1")
    two = live.task_complete(first.flow_id, "a", result=1, request_id="c-1")
    assert (one.replayed, two.replayed) == (False, True)
    assert [ref.task_id for ref in two.ready] == ["b", "c"]


@pytest.mark.parametrize(
    ("spec", "code", "reason"),
    [
        (FlowSpec("f").task("a", type="t", depends_on=["b"]).task("b", type="t", depends_on=["a"]), 3, "CYCLE"),
        (FlowSpec("f").task("a", type="t", depends_on=["x"]), 3, "UNKNOWN_DEPENDENCY"),
        (FlowSpec("f").task("a", type="t").task("a", type="t"), 3, "DUPLICATE_TASK"),
    ],
)
def test_a_bad_definition_is_refused_with_reason_and_field(
    live: Client, spec: FlowSpec, code: int, reason: str
) -> None:
    for call in (live.run, live.validate):
        with pytest.raises(LazyEngineError) as raised:
            call(spec)
        error = raised.value
        assert (error.code.value[0], error.reason) == (code, reason)
        assert error.metadata["field"].startswith("spec.tasks[")
        assert error.violations[0].field == error.metadata["field"]


def test_an_outcome_without_any_is_refused_by_the_server(live: Client) -> None:
    handle = live.run(DIAMOND)
    with pytest.raises(LazyEngineError) as raised:
        live.task_complete(handle.flow_id, "a")
    assert (raised.value.code, raised.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")


def test_validation_writes_nothing(live: Client) -> None:
    assert live.validate(DIAMOND, flow_id="f-1").warnings == ()
    with pytest.raises(LazyEngineError) as raised:
        live.get_flow_details("f-1")
    assert raised.value.reason == "FLOW_NOT_FOUND"


def test_definitions_are_put_listed_read_and_run(live: Client) -> None:
    put = live.put_definition(DIAMOND)
    assert put.created
    read = live.get_definition(put.digest)
    assert read.spec is not None and read.spec.tasks[0].input == {"n": 1}
    assert live.get_definition(name="diamond").definition.digest == put.digest
    assert [d.name for d in live.list_definitions().definitions] == ["diamond"]
    flow = live.run(definition_name="diamond").details().flow
    assert flow.definition_digest == put.digest
    assert live.run(definition_digest=put.digest).started is not None


def test_flows_are_suspended_resumed_cancelled_listed_and_deleted(live: Client) -> None:
    handle = live.run(DIAMOND, flow_id="f-1")
    before = handle.details().flow.revision
    suspended = live.suspend_flow("f-1", reason="lunch")
    assert suspended.flow.state is FlowState.SUSPENDED
    with pytest.raises(LazyEngineError) as raised:
        live.resume_flow("f-1", expected_revision=before)
    assert raised.value.reason == "REVISION_MISMATCH"
    assert live.resume_flow("f-1").flow.state is FlowState.RUNNING
    assert handle.cancel("enough").flow.state is FlowState.CANCELLED
    live.run(DIAMOND, flow_id="f-2")
    assert [flow.flow_id for flow in live.iterate_flows(page_size=1)] == ["f-2", "f-1"]
    assert [flow.flow_id for flow in live.list_flows(states=["cancelled"]).flows] == ["f-1"]
    assert live.list_flows(create_time_before=datetime(2020, 1, 1, tzinfo=timezone.utc)).flows == ()
    deleted = live.delete_flow("f-1").flow
    assert deleted is not None
    assert live.delete_flow("f-1", allow_missing=True).flow is None


def test_a_failed_flow_tells_why(live: Client) -> None:
    handle = live.run(DIAMOND)
    failure = Failure("Broken", "disk full", details={"free": 0}, retryable=False)
    live.task_complete(handle.flow_id, "a", failure=failure)
    flow = handle.wait(WAIT)
    assert flow.state is FlowState.FAILED
    assert flow.failure is not None
    (task,) = live.get_flow_details(handle.flow_id, view="full", states=["failed"]).tasks
    assert task.failure is not None
    assert (task.failure.type, task.failure.details, task.failure.retryable) == ("Broken", {"free": 0}, False)


def test_a_session_is_kept_released_and_reported_without_a_stream(live: Client) -> None:
    handle = live.run(DIAMOND)
    polled = live.poll_ready_tasks(["t"], lease_duration=30)
    (task,) = polled.tasks
    claim = {"flow_id": task.flow_id, "task_id": task.task_id, "claim_token": task.claim_token}
    assert live.report_progress([{**claim, "fraction": 0.25, "details": {"step": 1}}]).statuses == (None,)
    kept = live.keep_session(polled.session_id, progress=[{**claim, "fraction": 0.5}])
    assert kept.lease_duration is not None
    assert kept.statuses == (None,)
    progress = handle.details().tasks[0].progress
    assert progress is not None
    assert (progress.fraction, progress.details) == (0.5, {"step": 1})
    assert live.release_tasks([claim]).statuses == (None,)
    (error,) = live.report_progress([claim]).statuses
    assert error is not None
    assert error.reason in ("CLAIM_SUPERSEDED", "CLAIM_REQUIRED")


def test_ready_tasks_are_observed_without_being_claimed(live: Client) -> None:
    with live.watch_ready_tasks(["t"], mode="observe") as watch:
        assert isinstance(next(watch), Opened)
        live.run(DIAMOND)
        frame = next(frame for frame in watch if isinstance(frame, ReadyTasks))
        assert [(task.task_id, task.claim_token) for task in frame.tasks] == [("a", "")]


def test_a_watch_tells_the_latest_states_to_the_end(live: Client) -> None:
    handle = live.run(FlowSpec("one").task("a", type="t"))
    seen: list[tuple[str, str]] = []
    with handle.watch(FlowView.FULL) as watch:
        for frame in watch:
            if not isinstance(frame, FlowUpdate):
                if not seen or seen[-1][0] != "completed":
                    live.task_complete(handle.flow_id, "a", result=7)
                    seen.append(("completed", ""))
                continue
            seen += [(task.task_id, task.state.value) for task in frame.tasks]
    assert seen[0] == ("a", "READY")
    assert seen[-1] == ("a", "SUCCEEDED")


def test_a_flow_file_is_run(live: Client) -> None:
    from test_flow_file import FIXTURES

    handle = live.run(load_flow_file(FIXTURES / "valid" / "diamond.yaml"))
    assert handle.started is not None
    assert handle.started.ready_count >= 1
