"""What the engine `lazy` does beside what TaskFlow's own tests ask: what the server has of it, and who else may act."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from taskflow import engines, exceptions, states, task
from taskflow.patterns import linear_flow, unordered_flow
from taskflow.persistence import models

from lazyengine import Client, FlowState, FlowView, Payload, TaskState
from lazyengine.responses import FlowUpdate
from lazyengine.taskflow import engine_session
from lazyengine.taskflow.payloads import PICKLE_CONTENT_TYPE, REPR_CONTENT_TYPE
from real_server import RealServer
from taskflow_flows import Step


@pytest.fixture
def connection(real_server: RealServer) -> Iterator[Client]:
    with Client(real_server.target) as client:
        yield client


class Give(task.Task):  # type: ignore[misc]
    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def execute(self) -> Any:
        return self.value


class Call(task.Task):  # type: ignore[misc]
    def __init__(self, function: Any, **options: Any) -> None:
        super().__init__(**options)
        self.function = function

    def execute(self) -> None:
        self.function()


def details(client: Client, engine: Any) -> dict[str, Any]:
    return {t.task_id: t for t in client.iterate_tasks(engine.storage.flow_uuid, view=FlowView.FULL)}


def test_the_server_has_what_the_storage_has(connection: Client) -> None:
    flow = linear_flow.Flow("f").add(Give({"a": [1]}, name="first"), Give(None, name="second"))
    engine = engines.load(flow, engine="lazy", client=connection)
    engine.run()
    stored = connection.get_flow_details(engine.storage.flow_uuid).flow
    assert (stored.name, stored.state, stored.labels["taskflow.engine"]) == ("f", FlowState.SUCCEEDED, "lazy")
    tasks = details(connection, engine)
    assert {name: (t.state, t.result) for name, t in tasks.items()} == {
        "first": (TaskState.SUCCEEDED, {"a": [1]}),
        "second": (TaskState.SUCCEEDED, None),
    }
    assert engine.statistics["completed"] == 2


def test_results_of_any_type_stay_what_they_are(connection: Client) -> None:
    lock, values = threading.Lock(), (1, {"two"})
    flow = unordered_flow.Flow("f").add(
        Give(values, name="tuple"), Give(3 + 4j, name="pickled"), Give(lock, name="here alone")
    )
    engine = engines.load(flow, engine="lazy", client=connection)
    engine.run()
    assert [engine.storage.get(name) for name in ("tuple", "pickled", "here alone")] == [values, 3 + 4j, lock]
    tasks = details(connection, engine)
    pickled, here_alone = tasks["pickled"].result, tasks["here alone"].result
    assert isinstance(pickled, Payload)
    assert pickled.content_type == PICKLE_CONTENT_TYPE
    assert pickle.loads(pickled.data) == 3 + 4j  # noqa: S301
    assert isinstance(here_alone, Payload)
    assert (here_alone.content_type, b"lock" in here_alone.data) == (REPR_CONTENT_TYPE, True)


def test_names_that_no_task_of_a_definition_may_have_are_told_apart(connection: Client) -> None:
    names = ["a[1]", "a[1]'", "b#2"]
    engine = engines.load(linear_flow.Flow("f").add(*(Step(name) for name in names)), engine="lazy", client=connection)
    engine.run()
    assert [engine.storage.get_atom_state(name) for name in names] == [states.SUCCESS] * 3
    assert list(details(connection, engine)) == ["a[1]''", "a[1]'", "b#2'"]


def test_a_flow_that_somebody_else_suspends_is_suspended_and_goes_on(connection: Client) -> None:
    flow_id: list[str] = []
    flow = linear_flow.Flow("f").add(Call(lambda: connection.suspend_flow(flow_id[0]), name="first"), Step("second"))
    engine = engines.load(flow, engine="lazy", client=connection)
    flow_id.append(engine.storage.flow_uuid)
    engine.run()
    assert engine.storage.get_flow_state() == states.SUSPENDED
    assert engine.storage.get_atom_state("second") == states.PENDING
    engine.run()
    assert engine.storage.get_flow_state() == states.SUCCESS
    assert details(connection, engine)["first"].attempt == 1


def test_an_argument_that_is_not_there_fails_the_flow_and_reverts_nothing(connection: Client) -> None:
    first = Give((1,), name="first", provides=("a", "b"))
    flow = linear_flow.Flow("f").add(first, task.FunctorTask(lambda b: b, name="second"), Step("third"))
    engine = engines.load(flow, engine="lazy", client=connection)
    with pytest.raises(exceptions.NotFound):
        engine.run()
    assert engine.storage.get_flow_state() == states.FAILURE
    assert engine.storage.get_atom_state("first") == states.SUCCESS
    assert connection.get_flow_details(engine.storage.flow_uuid).flow.state is FlowState.FAILED


@pytest.mark.parametrize("queue", ["", 5])
def test_a_queue_that_no_worker_can_serve_is_refused(connection: Client, queue: Any) -> None:
    flow = linear_flow.Flow("no-queue").add(task.FunctorTask(lambda: 1, name="one"))
    with pytest.raises(ValueError, match="queue: expected the name of a queue, got"):
        engines.run(flow, engine="lazy", client=connection, queue=queue)


def test_another_engine_takes_a_flow_over_and_knows_what_was_done(connection: Client) -> None:
    """The first one is at work: what it brings is not taken any more."""
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(30)

    def flow(work: Any) -> Any:
        return linear_flow.Flow("f").add(Give("done once", name="first", provides="x"), Call(work, name="second"))

    def load(work: Any) -> Any:
        detail = models.FlowDetail("f", "taken-over-" + token)
        return engines.load(flow(work), engine="lazy", client=connection, flow_detail=detail)

    token = connection.run({"tasks": []}).flow_id
    raised: list[Exception] = []
    first = load(wait)

    def run_first() -> None:
        try:
            first.run()
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=run_first)
    thread.start()
    assert begun.wait(30)
    second = load(lambda: None)
    told: list[tuple[str, str]] = []
    second.atom_notifier.register("*", lambda state, details: told.append((details["task_name"], state)))
    second.run()
    assert second.storage.fetch("x") == "done once"
    assert told == [("first", "SUCCESS"), ("second", "RUNNING"), ("second", "SUCCESS")]
    go_on.set()
    thread.join()
    assert [type(error).__name__ for error in raised] == ["LazyEngineError"]
    assert first.storage.get_flow_state() == states.FAILURE
    assert connection.get_flow_details(second.storage.flow_uuid).flow.state is FlowState.SUCCEEDED


def test_the_server_is_found_by_the_environment(real_server: RealServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAZYENGINE_ADDRESS", real_server.target)
    assert engines.run(linear_flow.Flow("f").add(Give(5, name="five", provides="x")), engine="lazy") == {"x": 5}


def test_progress_is_told_to_the_server_while_the_task_runs(
    connection: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_session, "_KEEP_SECONDS", 0.05)
    seen = threading.Event()

    class Half(task.Task):  # type: ignore[misc]
        def execute(self) -> None:
            self.notifier.notify(task.EVENT_UPDATE_PROGRESS, {"progress": 0.5, "of": "all"})
            assert seen.wait(30)

    engine = engines.load(linear_flow.Flow("f").add(Half("half")), engine="lazy", client=connection)
    thread = threading.Thread(target=engine.run)
    begun = threading.Event()
    engine.atom_notifier.register(states.RUNNING, lambda _state, details: begun.set() if details else None)
    thread.start()
    assert begun.wait(30)
    with connection.watch_flow(engine.storage.flow_uuid, view=FlowView.FULL, timeout=30) as watch:
        told = (t.progress for frame in watch if isinstance(frame, FlowUpdate) for t in frame.tasks)
        halfway = next(progress for progress in told if progress is not None and progress.fraction == 0.5)
    assert halfway.details == {"of": "all"}
    seen.set()
    thread.join()
    assert engine.storage.get_flow_state() == states.SUCCESS


@pytest.mark.parametrize("options", [{"never_resolve": True}, {}])
def test_a_flow_that_is_failure_is_failure_again(connection: Client, options: dict[str, Any]) -> None:
    flow = linear_flow.Flow("f").add(Step("first", revert_fails=True), Step("second", 9))
    engine = engines.load(flow, engine="lazy", client=connection, **options)
    raised = []
    for _ in range(2):
        with pytest.raises((RuntimeError, ValueError)) as error:
            engine.run()
        raised.append(str(error.value))
        assert engine.storage.get_flow_state() == states.FAILURE
    assert raised == (["second"] if options else ["the revert of first"]) * 2
    assert engine.storage.get_atom_state("first") == (states.SUCCESS if options else states.REVERT_FAILURE)
