"""The values against the contract's messages: complete, faithful in both directions, clear about what is wrong."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDone
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor, EnumDescriptor

from lazyengine import FlowSpec, FlowState, RetryPolicy, TaskState, Timeouts
from lazyengine.message_reader import MessageReader, enum_prefix
from lazyengine.message_writer import MessageWriter
from lazyengine.payload import Payload, PayloadConverter
from lazyengine.v1 import (
    decision_pb2,
    definition_pb2,
    failure_pb2,
    flow_pb2,
    flow_spec_pb2,
    limits_pb2,
    outcome_pb2,
    ready_task_pb2,
    retry_policy_pb2,
    service_pb2,
    session_frames_pb2,
    state_change_pb2,
    states_pb2,
    task_completion_pb2,
    task_pb2,
    work_kind_pb2,
)
from lazyengine.value_types import ENUM_CLASSES, VALUE_CLASSES

MODULES = (
    decision_pb2, definition_pb2, failure_pb2, flow_pb2, flow_spec_pb2, limits_pb2, outcome_pb2, ready_task_pb2,
    retry_policy_pb2,
    service_pb2, session_frames_pb2, state_change_pb2, states_pb2, task_completion_pb2, task_pb2, work_kind_pb2,
)  # fmt: skip

converter = PayloadConverter()
reader = MessageReader(converter)
writer = MessageWriter(converter)


def messages() -> dict[str, Descriptor]:
    return {name: m for module in MODULES for name, m in module.DESCRIPTOR.message_types_by_name.items()}


def enums() -> dict[str, EnumDescriptor]:
    found = {name: e for module in MODULES for name, e in module.DESCRIPTOR.enum_types_by_name.items()}
    # The reasons are strings in errors, so that new ones pass through.
    return {name: e for name, e in found.items() if name != "ErrorReason"}


@pytest.mark.parametrize("name", sorted(set(VALUE_CLASSES) & set(messages())))
def test_a_value_has_every_field_of_its_message(name: str) -> None:
    own = {field.name for field in fields(VALUE_CLASSES[name])}
    renamed = {"status": "error"} if name == "CompletionVerdict" else {}
    assert own == {renamed.get(field.name, field.name) for field in messages()[name].fields}


def test_every_answer_of_a_unary_call_has_a_value() -> None:
    service = service_pb2.DESCRIPTOR.services_by_name["LazyEngine"]
    frames = {"WatchReadyTasksResponse", "ExecuteTasksResponse", "WatchFlowResponse"}
    answers = {method.output_type.name for method in service.methods} - frames
    assert answers - set(VALUE_CLASSES) == set()


@pytest.mark.parametrize("frame_message", ["WatchReadyTasksResponse", "ExecuteTasksResponse", "WatchFlowResponse"])
def test_every_kind_of_frame_has_a_value(frame_message: str) -> None:
    kinds = {field.message_type.name for field in messages()[frame_message].fields if field.message_type}
    assert kinds - set(VALUE_CLASSES) == set()


@pytest.mark.parametrize("name", sorted(enums()))
def test_an_enum_has_every_value_of_the_contract(name: str) -> None:
    prefix = enum_prefix(enums()[name])
    assert list(ENUM_CLASSES[name].__members__) == [v.name.removeprefix(prefix) for v in enums()[name].values]


def test_a_definition_comes_back_as_it_was_written() -> None:
    spec = (
        FlowSpec("build", timeout=90, default_retry=RetryPolicy(3, initial_interval=0.25, jitter=0.5))
        .task("fetch", type="http", input={"url": "u", "tries": [1, 2.5, None, True]}, labels={"a": "b"})
        .task("raw", type="blob", input=Payload(b"\x00\xff", "application/octet-stream", {"key": "1"}))
        .task("test", type="sh", depends_on=["fetch"], timeouts=Timeouts(run=timedelta(minutes=5)), priority=-3)
        .noop("done", depends_on=["test", "raw"])
    )
    message = writer.write(flow_spec_pb2.FlowSpec, spec)
    read: FlowSpec = reader.read(message)
    assert writer.write(flow_spec_pb2.FlowSpec, read) == message
    assert read.tasks[0].input == {"url": "u", "tries": [1, 2.5, None, True]}
    assert read.tasks[1].input == Payload(b"\x00\xff", "application/octet-stream", {"key": "1"})
    assert read.timeout == timedelta(seconds=90)
    assert message.tasks[3].WhichOneof("work") == "noop"


def test_absent_fields_are_none_and_unknown_enum_values_unspecified() -> None:
    message = service_pb2.TaskCompleteResponse(
        task={"task_id": "a", "state": 6, "failure": {"type": "T", "causes": [{"type": "U"}]}},
        flow={"flow_id": "f", "state": 9, "create_time": {"seconds": 1_700_000_000, "nanos": 5_000_000}},
    )
    message.task.intent = 77  # type: ignore[assignment]
    value = reader.read(message)
    assert value.flow.state is FlowState.SUCCEEDED
    assert value.flow.state == "SUCCEEDED"
    assert str(value.flow.state) == "SUCCEEDED"
    assert value.flow.create_time == datetime(2023, 11, 14, 22, 13, 20, 5_000, tzinfo=timezone.utc)
    assert value.flow.end_time is None
    assert value.task.state is TaskState.SUCCEEDED
    assert value.task.intent.value == "UNSPECIFIED"
    assert value.task.failure.causes[0].type == "U"
    assert value.task.failure.retryable is None
    assert value.task.result is None


def test_a_frame_of_an_unknown_kind_is_none() -> None:
    assert reader.read_frame(service_pb2.ExecuteTasksResponse()) is None


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"nam": "x"}, "unknown field 'nam'; did you mean name?"),
        ({"qqq": "x"}, "unknown field 'qqq'; known are name, version, tasks"),
        ({"name": 1}, "name: expected a text, got int 1"),
        ({"tasks": "x"}, "tasks: expected a list, got str 'x'"),
        ({"tasks": [{"name": "a", "typ": "t"}]}, "tasks[0]: unknown field 'typ'; did you mean type?"),
        ({"tasks": [5]}, "tasks[0]: expected a mapping or a TaskSpec, got int 5"),
        ({"tasks": [{"retry": {"max_attempts": -1}}]}, "tasks[0].retry.max_attempts: expected a number from 0 to"),
        ({"tasks": [{"retry": {"max_attempts": True}}]}, "tasks[0].retry.max_attempts: expected a whole number"),
        ({"tasks": [{"needs_flow_input": 1}]}, "tasks[0].needs_flow_input: expected true or false, got int 1"),
        ({"failure_mode": "halt"}, "failure_mode: expected one of CONTINUE, STOP, REVERT, got 'halt'"),
        ({"timeout": "3 s"}, "timeout: expected a duration such as 250ms, 30s, 5m, 2h or 1d, got '3 s'"),
        ({"timeout": float("inf")}, "timeout: expected a finite number of seconds, got inf"),
        ({"labels": ["a"]}, "labels: expected a mapping, got list"),
        ({"labels": {"a": 1}}, "labels['a']: expected a text, got int 1"),
        ({"tasks": [{"input": {1, 2}}]}, "tasks[0].input: Object of type set is not JSON serializable"),
        ({"tasks": [{"input": float("nan")}]}, "tasks[0].input: Out of range float values"),
    ],
)
def test_a_wrong_field_is_named_with_its_path(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises((ValueError, TypeError)) as raised:
        writer.write(flow_spec_pb2.FlowSpec, fields)
    assert str(raised.value).startswith(fault)


@pytest.mark.parametrize(
    ("value", "nanos"),
    [("250ms", 250_000_000), ("1.5s", 1_500_000_000), (2, 2_000_000_000), (timedelta(milliseconds=7), 7_000_000)],
)
def test_durations_are_texts_seconds_or_timedeltas(value: Any, nanos: int) -> None:
    message = writer.write(flow_spec_pb2.FlowSpec, {"timeout": value})
    assert message.timeout.seconds * 1_000_000_000 + message.timeout.nanos == nanos


@pytest.mark.parametrize(
    "value", ["2026-11-22T10:00:00Z", "2026-11-22T11:00:00+01:00", datetime(2026, 11, 22, 10, tzinfo=timezone.utc)]
)
def test_moments_are_datetimes_or_texts_with_a_timezone(value: Any) -> None:
    message = writer.write(service_pb2.RunRequest, {"not_before_time": value})
    assert message.not_before_time.seconds == 1_795_341_600


def test_a_moment_without_timezone_is_refused() -> None:
    with pytest.raises(ValueError, match="not_before_time: expected a datetime with a timezone"):
        writer.write(service_pb2.RunRequest, {"not_before_time": datetime(2026, 1, 1)})


def test_threads_that_read_the_same_for_the_first_time_at_once_all_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    message = flow_pb2.Flow(flow_id="f", failure=failure_pb2.Failure(type="A", causes=[failure_pb2.Failure(type="B")]))
    first, go = threading.Event(), threading.Event()
    make = MessageReader._make_reader

    def slow(self: MessageReader, descriptor: Any) -> Any:
        if descriptor.name == "Flow":
            first.set()
            assert go.wait(10)
        return make(self, descriptor)

    monkeypatch.setattr(MessageReader, "_make_reader", slow)
    fresh = MessageReader(converter)
    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(fresh.read, message)
        assert first.wait(10)
        # Only now does the second one come; it must not get hold of what the first one has only begun.
        two = threads.submit(fresh.read, message)
        with pytest.raises(NotDone):
            two.result(0.1)
        go.set()
        values = [one.result(10), two.result(10)]
    assert [(value.failure.type, value.failure.causes[0].type) for value in values] == [("A", "B")] * 2
