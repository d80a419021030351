"""What tasks of the engine `lazy` return and raise that no message can carry: told in another form, or as a failure."""

from __future__ import annotations

import json
import pickle
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from taskflow import engines, retry, states, task
from taskflow.patterns import linear_flow, unordered_flow
from taskflow.types import failure

from lazyengine import Client, FlowState, FlowView, LazyEngineError, Payload, TaskState
from lazyengine.taskflow import engine_session
from lazyengine.taskflow.engine_run import _fraction
from lazyengine.taskflow.engine_session import EngineSession
from lazyengine.taskflow.payloads import PICKLE_CONTENT_TYPE, REPR_CONTENT_TYPE, payload_of
from lazyengine.taskflow.sound_failure import raised_failure
from lazyengine.taskflow.stored_failure import stored_failure
from real_server import RealServer


@pytest.fixture
def connection(real_server: RealServer) -> Iterator[Client]:
    with Client(real_server.target) as client:
        yield client


class Odd(task.Task):  # type: ignore[misc]
    """Does what it is given; notes that it was undone."""

    def __init__(self, name: str, do: Callable[[], Any], undone: list[str] | None = None) -> None:
        super().__init__(name)
        self.do = do
        self.undone = [] if undone is None else undone

    def execute(self) -> Any:
        return self.do()

    def revert(self, **_: Any) -> None:
        self.undone.append(self.name)


class NoText(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


class NoForm:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    def __reduce__(self) -> Any:
        raise RuntimeError("no pickle")


def raising(error: BaseException) -> Callable[[], Any]:
    def do() -> None:
        raise error

    return do


def with_a_cause_without_text() -> None:
    raise ValueError("caused") from NoText()


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def doubled(times: int) -> list[Any]:
    """A value of few objects that would be 2^times ones if it were written out."""
    value: list[Any] = []
    for _ in range(times):
        value = [value, value]
    return value


def in_itself() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def ended(flow: Any, engine: str, **options: Any) -> tuple[str, str, Any]:
    """What a run raises, the state of the flow, and the engine."""
    made = engines.load(flow, engine=engine, **options)
    with pytest.raises(Exception) as raised:  # noqa: PT011 - it is compared with what another engine raises
        made.run()
    return type(raised.value).__name__, made.storage.get_flow_state(), made


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x" * 20_000),
        RuntimeError("é" * 1_000_000),
        RuntimeError("x" * 5_000_000),
        ValueError("\udcff"),
        type("E" * 5_000, (Exception,), {})("of a long name"),
        OSError(5, "\0" * 100_000, "\udc80"),
    ],
    ids=["long", "two-byte", "over a message", "surrogate", "long name", "control"],
)
def test_a_failure_that_no_message_can_carry_is_cut_and_reverted_as_by_taskflow(
    connection: Client, error: Exception
) -> None:
    for engine, options in (("serial", {}), ("lazy", {"client": connection})):
        undone: list[str] = []
        flow = linear_flow.Flow("f").add(Odd("first", lambda: 1, undone), Odd("bad", raising(error), undone))
        kind, state, made = ended(flow, engine, **options)
        assert (kind, state, undone) == (type(error).__name__, states.REVERTED, ["bad", "first"])
    stored = {t.task_id: t for t in connection.iterate_tasks(made.storage.flow_uuid, view=FlowView.FULL)}
    assert {name: t.state for name, t in stored.items()} == dict.fromkeys(("first", "bad"), TaskState.REVERTED)
    told = stored["bad"].failure
    assert told is not None
    assert len(told.message.encode()) <= 16 * 1024
    assert told.message[:10] == str(error)[:10].replace("\udcff", "?")


@pytest.mark.parametrize("do", [raising(NoText()), with_a_cause_without_text], ids=["its text", "its cause's"])
def test_a_failure_whose_text_cannot_be_had_is_reverted_and_the_controller_is_asked(
    connection: Client, do: Callable[[], Any]
) -> None:
    undone: list[str] = []
    flow = linear_flow.Flow("f", retry.Times(2)).add(Odd("bad", do, undone))
    _, state, made = ended(flow, "lazy", client=connection)
    assert (state, undone) == (states.REVERTED, ["bad", "bad"])
    assert connection.get_flow_details(made.storage.flow_uuid).flow.state is FlowState.REVERTED


RESULTS: dict[str, Callable[[], Any]] = {
    "surrogate": lambda: "\udcff",
    "surrogate key": lambda: {"\udcff": 1},
    "long number": lambda: 10**5000,
    "deep": lambda: nested(5_000),
    "no form": NoForm,
    "in itself": in_itself,
    "doubled": lambda: doubled(60),
    "doubled, and a set": lambda: [doubled(60), {1}],
    "doubled, and a lock": lambda: [doubled(60), threading.Lock()],
    "long text": lambda: "x" * 2_000_000,
    "more than a message": lambda: b"x" * 6_000_000,
    "many": lambda: list(range(1_200_000)),
}


def test_a_result_that_no_message_can_carry_stays_what_it_is_and_is_stored_as_what_can_be_told_of_it(
    connection: Client,
) -> None:
    flow = unordered_flow.Flow("f").add(*(Odd(name, do) for name, do in RESULTS.items()))
    engine = engines.load(flow, engine="lazy", client=connection)
    engine.run()
    assert engine.storage.get_flow_state() == states.SUCCESS
    assert engine.storage.get("long number") == 10**5000
    stored = {t.task_id: t.result for t in connection.iterate_tasks(engine.storage.flow_uuid, view=FlowView.FULL)}
    assert {name: result.content_type for name, result in stored.items()} == {
        **dict.fromkeys(RESULTS, REPR_CONTENT_TYPE),
        **dict.fromkeys(("surrogate", "surrogate key", "long number", "in itself", "doubled"), PICKLE_CONTENT_TYPE),
        "doubled, and a set": PICKLE_CONTENT_TYPE,
    }
    assert pickle.loads(stored["surrogate key"].data) == {"\udcff": 1}  # noqa: S301
    assert b"2000002 bytes, a payload has at most 1048576" in stored["long text"].data
    assert stored["no form"].data.startswith(b"<NoForm instance")


def test_what_json_carries_is_json_up_to_its_bounds() -> None:
    for value in ("x" * 1_048_574, nested(399), 10**4299, {"ü": [True, None, 1.5]}):
        payload = payload_of(value)
        assert isinstance(payload, Payload)
        assert json.loads(payload.data) == value
    assert payload_of(None) is None


def test_a_failure_has_bounds_however_many_causes_it_has_and_however_they_are_written() -> None:
    error: Exception = ValueError("\0" * 100_000)
    for _ in range(60):
        try:
            raise ValueError("\0" * 100_000) from error
        except ValueError as raised:
            error = raised
    told = stored_failure(raised_failure(error))
    assert len(json.dumps(told.details)) < 1024 * 1024
    # Of a chain each cause is told once: TaskFlow's own dict doubles with each.
    assert len(raised_failure(error).to_dict()["causes"]) == 60
    assert len(stored_failure(failure.Failure.from_exception(ValueError("x"))).message) == 1


class Refuses:
    """A codec that no payload of one task gets through."""

    def encode(self, payload: Payload) -> Payload:
        if b"secret" in payload.data:
            raise RuntimeError("not that one")
        return payload

    def decode(self, payload: Payload) -> Payload:
        return payload


@pytest.mark.parametrize("beside", [0, 3], ids=["alone", "in a batch"])
def test_an_outcome_that_cannot_be_sent_fails_its_task_alone(real_server: RealServer, beside: int) -> None:
    undone: list[str] = []
    others = [Odd(f"good{n}", lambda: 1, undone) for n in range(beside)]
    flow = unordered_flow.Flow("f").add(*others, Odd("bad", lambda: "secret", undone))
    with Client(real_server.target, codec=Refuses()) as client:
        kind, state, made = ended(flow, "lazy", client=client)
        assert (kind, state) == ("RuntimeError", states.REVERTED)
        assert sorted(undone) == sorted(task.name for task in flow)
        page = client.get_flow_details(made.storage.flow_uuid, view=FlowView.TASKS)
        told = {t.task_id: t for t in page.tasks}["bad"].failure
        assert told is not None
        assert (told.type, "not that one" in told.message) == ("RuntimeError", True)


def test_progress_that_is_no_number_is_none() -> None:
    odd = (float("nan"), "abc", None, -1, 7, 0.5, object(), 10**400)
    assert [_fraction(value) for value in odd] == [0.0, 0.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.0]


@pytest.mark.parametrize(
    "refusal",
    [ValueError("progress[0].details"), LazyEngineError(grpc.StatusCode.INVALID_ARGUMENT, "details")],
    ids=["cannot be written", "is refused"],
)
def test_a_report_that_cannot_be_sent_costs_no_claims(monkeypatch: pytest.MonkeyPatch, refusal: Exception) -> None:
    monkeypatch.setattr(engine_session, "_KEEP_SECONDS", 0.01)
    kept, again = [], threading.Event()

    def keep_session(session_id: str, *, progress: Any = (), timeout: float) -> None:
        if progress:
            raise refusal
        kept.append(session_id)
        if len(kept) == 2:
            again.set()

    client: Any = SimpleNamespace(keep_session=keep_session)
    with EngineSession(client, "f", "q", lambda: [{"fraction": 0.5}]):
        assert again.wait(10)


def test_a_flow_with_more_results_than_a_request_takes_goes_on_after_a_suspension(connection: Client) -> None:
    running: list[Any] = []
    made = {f"t{number}": chr(ord("a") + number) * 900_000 for number in range(6)}
    flow = linear_flow.Flow("f")
    for name, text in made.items():
        flow.add(Made(name, text))
    flow.add(Odd("stop", lambda: [one.suspend() for one in running]), Sizes("sizes", requires=list(made)))
    engine = engines.load(flow, engine="lazy", client=connection)
    running.append(engine)
    engine.run()
    assert engine.storage.get_flow_state() == states.SUSPENDED
    engine.run()
    assert engine.storage.get_flow_state() == states.SUCCESS
    assert engine.storage.fetch("sizes") == 6 * 900_000
    stored = {one.task_id: one.result for one in connection.iterate_tasks(engine.storage.flow_uuid, view=FlowView.FULL)}
    left_out = [stored[name] for name in made if stored[name] != made[name]]
    assert [(one.content_type, one.data.split(b",")[0]) for one in left_out] == [
        (REPR_CONTENT_TYPE, b"<900002 bytes of application/json")
    ] * 3


class Made(task.Task):  # type: ignore[misc]
    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, provides=name)
        self.text = text

    def execute(self) -> str:
        return self.text


class Sizes(task.Task):  # type: ignore[misc]
    default_provides = "sizes"

    def execute(self, **texts: str) -> int:
        return sum(len(text) for text in texts.values())
