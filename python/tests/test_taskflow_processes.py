"""The engine `lazy` in several processes, of which some are killed; the server is the real one on MongoDB."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import pytest

from gatekeeper import Gatekeeper
from lazyengine import Client, FlowState, TaskState
from other_processes import OtherProcesses
from real_server import ROOT, RealServer

WAIT = 60.0
RUN = """
from taskflow import engines
from taskflow.persistence import models
engines.load(flows.some, engine="lazy", flow_detail=models.FlowDetail("some", "killed")).run()
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


def ends(process: subprocess.Popen[str]) -> None:
    assert process.wait(WAIT) == 0, process.stderr.read() if process.stderr is not None else ""


def test_a_flow_goes_on_by_its_uuid_alone_where_its_process_was_killed(
    stored: Client, processes: OtherProcesses, gates: Gatekeeper
) -> None:
    first = processes.start_code(RUN)
    gates.let_pass(first.pid, "one")
    gates.wait_begun(first.pid, "two", timeout=WAIT)
    first.kill()
    first.wait()
    # At once: it waits for no lease, as the first one can bring nothing any more.
    second = processes.start_code(RUN)
    for name in ("two", "three"):
        gates.let_pass(second.pid, name)
    ends(second)
    assert stored.get_flow_details("killed").flow.state is FlowState.SUCCEEDED
    tasks = {task.task_id: task for task in stored.iterate_tasks("killed", view="FULL")}
    assert {task.state for task in tasks.values()} == {TaskState.SUCCEEDED}
    assert [task.result for task in tasks.values()] == ["one", "two", None]


def test_the_example_is_killed_and_goes_on_where_it_was(processes: OtherProcesses) -> None:
    example = str(ROOT / "examples" / "taskflow" / "order.py")
    killed = processes.start(example, "--die-in", "charge")
    output, _ = killed.communicate(timeout=WAIT)
    assert killed.returncode == -signal.SIGKILL
    assert output.splitlines() == [
        "reserve: reserving two books",
        "charge: charging an old card for a parcel with two books",
    ]
    again = processes.start(example)
    output, errors = again.communicate(timeout=WAIT)
    assert again.returncode == 0, errors
    assert output.splitlines() == [
        "charge: charging an old card for a parcel with two books",
        "charge: nothing was charged",
        "charge: charging a new card for a parcel with two books",
        "ship: shipping a parcel with two books, paid with a new card",
        "SUCCESS",
    ]
