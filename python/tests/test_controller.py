"""Each call of the controller, against the real server on MongoDB."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from taskflow import engines, states, task
from taskflow.patterns import linear_flow, unordered_flow
from taskflow.persistence import models
from taskflow.types import failure

import controller_flows as flows
from lazyengine import Client, FlowState, FlowView, LazyEngineError, TaskState, controller
from lazyengine.responses import FlowUpdate

WAIT = 30.0


@pytest.fixture
def works(stored: Client) -> Iterator[None]:
    """A worker of the tests' module, in this process."""
    with controller.worker(stored, ["controller_flows"]):
        yield


def wait_deferred(client: Client, execution: str, name: str) -> None:
    with client.watch_flow(execution, view=FlowView.TASKS, timeout=WAIT) as watch:
        for frame in watch:
            if isinstance(frame, FlowUpdate) and any(t.task_id == name and t.deferred for t in frame.tasks):
                return


def done(client: Client, flow: Any, **options: Any) -> controller.FlowDict:
    """Run with the client, wait for the end, and read."""
    execution = controller.run(flow, client=client, **options)
    assert controller.wait(execution, timeout=WAIT, client=client) == states.SUCCESS
    return controller.get_flow_details(execution, client=client)


@pytest.mark.usefixtures("works")
def test_workers_do_a_flow_that_is_left_to_them(stored: Client) -> None:
    details = done(stored, flows.area_flow())
    assert uuid.UUID(details["uuid"])
    assert (details["name"], details["state"], details["server_state"]) == ("area", states.SUCCESS, "SUCCEEDED")
    sizes, area = details["tasks"].values()
    assert (sizes["name"], sizes["state"], sizes["result"], sizes["version"]) == ("sizes", "SUCCESS", [3, 4], "1.0")
    assert (area["result"], area["intention"], area["progress"], area["attempt"]) == (12, states.EXECUTE, 1.0, 1)
    assert area["end_time"] is not None


@pytest.mark.usefixtures("works")
def test_a_task_gets_its_injected_values_the_store_and_the_attributes_it_was_made_with(stored: Client) -> None:
    job = flows.Add(1_000, name="add", rebind={"a": "start"}, inject={"b": 10})
    details = done(stored, linear_flow.Flow("f").add(job), store={"start": 1, "unused": {b"of any": "type"}})
    assert details["tasks"]["add"]["result"] == 1_011
    assert details["store"] == {"start": 1, "unused": {b"of any": "type"}}


@pytest.mark.usefixtures("works")
def test_nested_flows_are_done_and_their_no_ops_are_not_shown(stored: Client) -> None:
    layer = unordered_flow.Flow("v").add(*(task.FunctorTask(flows.who, name=f"b{n}") for n in range(2)))
    details = done(stored, linear_flow.Flow("outer").add(flows.nested_flow(), layer))
    assert list(details["tasks"]) == ["left", "right", "collect", "b0", "b1"]


def test_threads_do_tasks_that_no_worker_could_make_anew(stored: Client) -> None:
    seen: list[tuple[str, int]] = []

    def note(name: str) -> Callable[[], int]:
        return lambda: seen.append((name, threading.get_ident())) or 1  # type: ignore[func-returns-value]

    flow = linear_flow.Flow("f").add(*(task.FunctorTask(note(name), name=name) for name in "abc"))
    details = done(stored, flow, executor="threads")
    assert [name for name, _ in seen] == ["a", "b", "c"]
    assert threading.get_ident() not in {thread for _, thread in seen}
    assert {job["state"] for job in details["tasks"].values()} == {states.SUCCESS}


def test_executions_of_one_flow_share_its_definition_and_their_progress_is_their_own(stored: Client) -> None:
    flow = linear_flow.Flow("f").add(flows.Add(1, name="add"))
    first, second = (controller.run(flow, executor="threads", store={"a": a}, client=stored) for a in (1, 2))
    for execution in (first, second):
        controller.wait(execution, timeout=WAIT, client=stored)
    one, two = (stored.get_flow_details(execution, view="full") for execution in (first, second))
    assert one.flow.definition_digest == two.flow.definition_digest
    assert (one.tasks[0].result, two.tasks[0].result) == (102, 103)
    assert [page.tasks[0].progress.fraction for page in (one, two) if page.tasks[0].progress] == [0.5, 0.5]


@pytest.mark.usefixtures("works")
def test_a_task_that_returns_none_stays_running_until_it_is_completed(stored: Client) -> None:
    execution = controller.run(flows.some, client=stored)
    wait_deferred(stored, execution, "controller_flows.three")
    details = controller.get_flow_details(execution, client=stored)
    three = details["tasks"]["controller_flows.three"]
    assert (details["state"], three["state"], three["deferred"]) == (states.RUNNING, states.RUNNING, True)
    assert controller.task_complete(execution, "three", "three", client=stored) == states.SUCCESS
    again = controller.get_flow_details(execution, client=stored)["tasks"]["controller_flows.three"]
    assert (again["result"], again["state"], again["deferred"]) == ("three", states.SUCCESS, False)
    # A repeat changes nothing, another result is refused.
    assert controller.complete_task(execution, "three", "three", client=stored) == states.SUCCESS
    with pytest.raises(LazyEngineError, match="ALREADY_COMPLETED"):
        controller.complete_task(execution, "three", "four", client=stored)


@pytest.mark.parametrize("how", ["name", "short name", "uuid", "object"])
def test_a_task_may_be_called_in_several_ways_and_needs_no_worker(stored: Client, how: str) -> None:
    execution = controller.start(flows.some, client=stored)
    first = controller.get_flow_details(execution, client=stored)["tasks"]["controller_flows.one"]
    ways: dict[str, Any] = {
        "name": "controller_flows.one",
        "short name": "one",
        "uuid": uuid.UUID(first["uuid"]),
        "object": next(iter(flows.some)),
    }
    assert controller.complete_task(execution, ways[how], None, client=stored) == states.RUNNING
    details = controller.get_flow_details(execution, client=stored)
    assert [job["state"] for job in details["tasks"].values()] == [states.SUCCESS, states.PENDING, states.PENDING]
    assert stored.get_flow_details(execution, view="tasks").tasks[1].state is TaskState.READY


def test_a_completion_waits_for_the_function_that_still_runs(stored: Client) -> None:
    asked, go = threading.Event(), threading.Event()

    def ask() -> None:
        asked.set()
        assert go.wait(WAIT)

    execution = controller.run(
        linear_flow.Flow("f").add(task.FunctorTask(ask, name="ask")), executor="threads", client=stored
    )
    assert asked.wait(WAIT)
    with pytest.raises(LazyEngineError, match="CLAIM_REQUIRED"):
        controller.complete_task(execution, "ask", 1, timeout=0.1, client=stored)
    threading.Timer(0.2, go.set).start()
    assert controller.complete_task(execution, "ask", {"answer": 42}, client=stored) == states.SUCCESS


@pytest.mark.parametrize("result", [ValueError("broken"), failure.Failure.from_exception(ValueError("broken"))])
def test_a_failure_completes_a_task_as_failed(stored: Client, result: Any) -> None:
    execution = controller.run(flows.some, client=stored)
    assert controller.complete_task(execution, "one", result, client=stored) == states.FAILURE
    details = controller.get_flow_details(execution, client=stored)
    one, two, _ = details["tasks"].values()
    assert one["failure"] == {"type": "ValueError", "message": "broken", "traceback": ""}
    assert (one["state"], two["state"]) == (states.FAILURE, states.IGNORE)
    assert details["failure"] is not None
    assert details["failure"]["message"] == "task controller_flows.one failed: broken"
    with pytest.raises(controller.UnsupportedFlow, match=r"is FAILURE: to run it again would need the reset"):
        controller.run(flows.some, execution, client=stored)


@pytest.mark.usefixtures("works")
def test_what_a_task_raises_fails_the_flow_and_nothing_new_starts(stored: Client) -> None:
    flow = linear_flow.Flow("f").add(flows.Fail("fail"), flows.Sizes("never"))
    execution = controller.run(flow, client=stored)
    assert controller.wait(execution, timeout=WAIT, client=stored) == states.FAILURE
    detail = controller.get_flow_details(execution, as_flow_detail=True, client=stored)
    found = {atom.name: atom for atom in detail}
    why = found["fail"].failure
    assert (why.check(LookupError), why.exception_str) == (LookupError, "no such thing")
    assert "in execute" in why.traceback_str
    assert ["'thing'" in cause.exception_str for cause in why.causes] == [True]
    # The same for those who know nothing of TaskFlow.
    told = stored.get_flow_details(execution, view="full").tasks[0].failure
    assert told is not None
    assert (told.type, told.message) == ("LookupError", "no such thing")
    assert [cause.type for cause in told.causes] == ["ValueError"]
    assert (found["fail"].state, found["never"].state) == (states.FAILURE, states.IGNORE)


@pytest.mark.usefixtures("works")
def test_what_is_completed_while_stopped_is_recorded_and_leads_on_when_it_goes_on(stored: Client) -> None:
    flow = linear_flow.Flow("f").add(
        task.FunctorTask(flows.three, name="ask", provides="x", rebind={"two": "start"}),
        task.FunctorTask(flows.double, name="double"),
    )
    execution = controller.run(flow, store={"start": 0}, client=stored)
    wait_deferred(stored, execution, "ask")
    # Nobody runs anything of it: what is waited for does not hold it up.
    assert controller.stop(execution, client=stored) == states.SUSPENDED
    assert controller.complete_task(execution, "ask", 21, client=stored) == states.SUSPENDED
    assert controller.run(flow, execution, client=stored) == execution
    assert controller.wait(execution, timeout=WAIT, client=stored) == states.SUCCESS
    assert controller.get_flow_details(execution, client=stored)["tasks"]["double"]["result"] == 42


def test_stop_suspends_and_run_with_the_uuid_goes_on(stored: Client) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        assert go.wait(WAIT)
        return 1

    flow = linear_flow.Flow("f").add(
        task.FunctorTask(slow, name="slow", provides="x"), task.FunctorTask(flows.double, name="double")
    )
    execution = controller.run(flow, executor="threads", client=stored)
    assert begun.wait(WAIT)
    assert controller.stop(execution, client=stored) == states.SUSPENDING
    go.set()
    assert controller.wait(execution, timeout=WAIT, client=stored) == states.SUSPENDED
    assert controller.stop(execution, client=stored) == states.SUSPENDED
    assert controller.run(flow, execution, executor="threads", client=stored) == execution
    # It has been resumed before `run` returned.
    assert controller.wait(execution, timeout=WAIT, client=stored) == states.SUCCESS
    assert controller.get_flow_details(execution, client=stored)["tasks"]["double"]["result"] == 2
    assert controller.stop(execution, client=stored) == states.SUCCESS
    assert controller.run(flow, execution, executor="threads", client=stored) == execution


@pytest.mark.usefixtures("works")
def test_an_execution_is_a_flow_detail_whose_uuid_the_caller_chose_and_comes_back_as_one(stored: Client) -> None:
    given = models.FlowDetail("area", str(uuid.uuid4()))
    given.meta["owner"] = "me"
    assert controller.run(flows.area_flow(), given, store={"unused": 1}, client=stored) == given.uuid
    assert controller.wait(given, timeout=WAIT, client=stored) == states.SUCCESS
    detail = controller.get_flow_details(given, as_flow_detail=True, client=stored)
    assert (detail.uuid, detail.name, detail.state, detail.meta) == (given.uuid, "area", states.SUCCESS, given.meta)
    # TaskFlow's own engine reads it.
    engine = engines.load(flows.area_flow(), flow_detail=detail)
    engine.compile()
    engine.prepare()
    storage = engine.storage
    assert storage.fetch_all() == {"width": 3, "height": 4, "area": 12, "unused": 1}
    assert storage.get_atom_state("area") == states.SUCCESS
    # With what it was run with, it can be run again from its uuid alone, or from what came back.
    assert controller.run(flows.area_flow(), detail, client=stored) == given.uuid


def test_states_are_read_by_uuid_alone(stored: Client) -> None:
    execution = controller.run(flows.some, uuid.uuid4(), client=stored)
    assert controller.get_state(uuid.UUID(execution), client=stored) == states.RUNNING
    stored.cancel_flow(execution)
    assert controller.get_state(execution, client=stored) == states.FAILURE
    assert controller.get_flow_details(execution, client=stored)["server_state"] == FlowState.CANCELLED.value


def test_wait_gives_up_after_its_timeout(stored: Client) -> None:
    execution = controller.run(flows.some, client=stored)
    began = time.monotonic()
    with pytest.raises(TimeoutError, match=rf"{execution} has not come to rest within 0.2 s"):
        controller.wait(execution, timeout=0.2, client=stored)
    assert time.monotonic() - began < WAIT
