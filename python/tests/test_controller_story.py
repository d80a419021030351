"""The request's own story: two executions of one flow, in processes that know nothing of each other, on a server that
is killed and started again between any two steps.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from taskflow import states

from gatekeeper import Gatekeeper
from lazyengine import Client
from other_processes import OtherProcesses
from real_server import RealServer

START = """
from taskflow.persistence import models
execution = models.FlowDetail(flows.some.name, {uuid!r})
assert controller.start(flows.some, execution, executor="threads") == {uuid!r}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    server = RealServer(tmp_path / "stderr.log", tmp_path / "data")
    yield server
    server.stop()


@pytest.fixture
def gates() -> Iterator[Gatekeeper]:
    gates = Gatekeeper()
    yield gates
    gates.stop()


@pytest.fixture
def processes(server: RealServer, gates: Gatekeeper) -> Iterator[OtherProcesses]:
    with Client(server.target, namespace="story") as client:
        processes = OtherProcesses(server.target, client, gates.variables)
    yield processes
    processes.stop()


@pytest.mark.timeout(300)
def test_two_executions_of_one_flow_as_in_the_request(
    server: RealServer, gates: Gatekeeper, processes: OtherProcesses
) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())

    one = processes.start_code(START.format(uuid=first))
    two = processes.start_code(START.format(uuid=second))
    for process in (one, two):
        gates.wait_begun(process.pid, "one")
    server.kill_and_restart()
    assert processes.call("get_state", first) == states.RUNNING
    assert processes.call("get_state", second) == states.RUNNING
    server.kill_and_restart()

    for process in (one, two):
        gates.let_pass(process.pid, "one")
        gates.wait_begun(process.pid, "two")
    server.kill_and_restart()

    assert processes.call("stop", first) == states.SUSPENDING
    server.kill_and_restart()
    assert processes.call("get_state", first) == states.SUSPENDING
    gates.let_pass(one.pid, "two")
    assert processes.call("wait", first) == states.SUSPENDED
    server.kill_and_restart()
    assert processes.call("get_state", first) == states.SUSPENDED
    assert processes.call("get_state", second) == states.RUNNING

    gates.let_pass(two.pid, "two")
    gates.let_pass(two.pid, "three")
    server.kill_and_restart()
    # It waits for the function to have returned its None, should it not have yet.
    assert processes.call("complete_task", second, "three", "three") == states.SUCCESS
    server.kill_and_restart()
    assert processes.call("get_state", first) == states.SUSPENDED
    assert processes.call("get_state", second) == states.SUCCESS

    # With nothing left to do for them, the processes end by themselves.
    for process in (one, two):
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


@pytest.mark.timeout(300)
def test_the_stopped_execution_goes_on_where_it_was_in_another_process(
    server: RealServer, gates: Gatekeeper, processes: OtherProcesses
) -> None:
    execution = str(uuid.uuid4())
    one = processes.start_code(START.format(uuid=execution))
    gates.wait_begun(one.pid, "one")
    assert processes.call("stop", execution) == states.SUSPENDING
    gates.let_pass(one.pid, "one")
    assert one.wait(60) == 0
    server.kill_and_restart()

    another = processes.start_code(START.format(uuid=execution))
    gates.let_pass(another.pid, "two")
    gates.let_pass(another.pid, "three")
    assert processes.call("complete_task", execution, "three", "three") == states.SUCCESS
    results = processes.start_code(
        f"print([t['result'] for t in controller.get_flow_details({execution!r})['tasks'].values()])"
    )
    assert results.communicate(timeout=60)[0] == "['one', 'two', 'three']\n"
