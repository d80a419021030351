"""Flows of the engine `lazy` that are left to workers, which are other processes or threads of this one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from taskflow import engines, exceptions, states
from taskflow.patterns import graph_flow

import taskflow_worker_flows as flows
from gatekeeper import Gatekeeper
from lazyengine import Client, FlowState, controller
from lazyengine.taskflow.unsupported import UnsupportedFlow
from other_processes import OtherProcesses
from real_server import RealServer
from taskflow_flows import Step

WAIT = 60.0
QUEUE = "trips"


@pytest.fixture
def works(stored: Client) -> Iterator[None]:
    with controller.worker(stored, ["taskflow_worker_flows"], queue=QUEUE):
        yield


def run(client: Client, flow: Any, **store: Any) -> tuple[Any, list[tuple[str, str]]]:
    """The engine, after its run, and the states that its atoms were told to be in."""
    told: list[tuple[str, str]] = []

    def listen(state: str, details: dict[str, Any]) -> None:
        told.append((details.get("task_name") or details["retry_name"], state))

    engine = engines.load(flow, engine="lazy", client=client, queue=QUEUE, store=store)
    engine.atom_notifier.register("*", listen)
    try:
        engine.run()
    except exceptions.WrappedFailure as error:
        told.append(("raised", str(error)))
    return engine, told


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("own", [False, True])
def test_a_scope_is_tried_again_by_workers(stored: Client, own: bool) -> None:
    engine, told = run(stored, flows.trip(["card", "cash"], own=own), town="Rome")
    assert engine.storage.get_flow_state() == states.SUCCESS
    assert engine.storage.get("pay") == "paid Rome for 90 in cash"
    history = engine.storage.get_retry_history("ways")
    assert list(history.provided_iter()) == ["card", "cash"]
    assert history.caused_by(RuntimeError)
    assert [state for name, state in told if name == "book"][-1] == states.SUCCESS


@pytest.mark.usefixtures("works")
def test_what_was_done_is_undone_by_workers(stored: Client) -> None:
    engine, told = run(stored, flows.trip(["card"]), town="Oslo")
    assert engine.storage.get_flow_state() == states.REVERTED
    assert engine.storage.get_revert_result("pay") == "failed: True"
    # Its controller has given up: by default that undoes what lies in its scope alone.
    assert engine.storage.get("book") == "Oslo for 90"
    # As from TaskFlow's workers: the exception itself is elsewhere.
    assert told[-1] == ("raised", "WrappedFailure: [Failure: RuntimeError: no card]")


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize(("price", "state"), [(90, states.SUCCESS), (10, states.IGNORE)])
def test_deciders_are_asked_by_workers(stored: Client, price: int, state: str) -> None:
    engine, _ = run(stored, flows.asking(price), town="Bern")
    assert engine.storage.get_flow_state() == states.SUCCESS
    assert engine.storage.get_atom_state("insure") == state
    assert engine.storage.get("note") == "noted"


def test_what_cannot_travel_is_refused_by_name(stored: Client) -> None:
    first, second = Step("first"), Step("second")
    flow = graph_flow.Flow("f").add(first, second)
    flow.link(first, second, decider=lambda history: True)
    engine = engines.load(flow, engine="lazy", client=stored, queue=QUEUE)
    with pytest.raises(UnsupportedFlow, match="the decider of a link to 'second'"):
        engine.run()
    assert engine.storage.get_flow_state() == states.FAILURE


RUN = """
from taskflow import engines
from taskflow.persistence import models
import taskflow_worker_flows as trips
engine = engines.load(trips.trip(["card", "cash"]), engine="lazy", store={"town": "Rome"}, queue="trips",
                      flow_detail=models.FlowDetail("trip", "survives"))
print("begins", flush=True)
engine.run()
print(engine.storage.get("pay"))
"""


@pytest.fixture
def gates() -> Iterator[Gatekeeper]:
    gates = Gatekeeper()
    yield gates
    gates.stop()


@pytest.fixture
def processes(mongodb_server: RealServer, stored: Client, gates: Gatekeeper) -> Iterator[OtherProcesses]:
    processes = OtherProcesses(mongodb_server.target, stored, gates.variables)
    yield processes
    processes.stop()


def start_worker(processes: OtherProcesses) -> Any:
    worker = processes.start(
        "-m", "lazyengine.taskflow", "worker", "--module", "taskflow_worker_flows", "--queue", QUEUE
    )
    assert worker.stderr is not None
    for line in worker.stderr:
        if "is ready" in line:
            return worker
    raise AssertionError(f"the worker ended with {worker.wait()}")


def test_a_flow_survives_the_process_that_ran_it_and_each_of_its_workers(
    stored: Client, processes: OtherProcesses, gates: Gatekeeper
) -> None:
    begun = processes.start_code(RUN)
    first = start_worker(processes)
    gates.wait_begun(first.pid, "book")
    begun.kill()
    begun.wait()
    gates.let_pass(first.pid, "book")
    # Its first way of paying fails; it dies over the second.
    gates.let_pass(first.pid, "pay")
    gates.wait_begun(first.pid, "pay")
    first.kill()
    first.wait()
    second, again = start_worker(processes), processes.start_code(RUN)
    gates.wait_begun(second.pid, "pay", timeout=WAIT)
    gates.let_pass(second.pid, "pay")
    output, errors = again.communicate(timeout=WAIT)
    assert again.returncode == 0, errors
    assert output.splitlines() == ["begins", "paid Rome for 90 in cash"]
    assert stored.get_flow_details("survives").flow.state is FlowState.SUCCEEDED
