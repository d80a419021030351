"""The controller from several processes, of which some are killed; the server is the real one on MongoDB."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from taskflow import states

import controller_flows as flows
from gatekeeper import Gatekeeper
from lazyengine import Client, controller
from other_processes import OtherProcesses
from real_server import RealServer

WAIT = 60.0


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


def start_worker(processes: OtherProcesses, *options: str) -> subprocess.Popen[str]:
    worker = processes.start("-m", "lazyengine.controller", "--module", "controller_flows", *options)
    assert worker.stderr is not None
    for line in worker.stderr:
        if "is ready" in line:
            return worker
    raise AssertionError(f"the worker ended with {worker.wait()}")


def run_and_die(processes: OtherProcesses, code: str) -> str:
    """Run a flow in a process that is killed right after; its uuid."""
    process = processes.start_code(f"{code}\nimport signal\nprint(execution, flush=True)\nsignal.pause()")
    assert process.stdout is not None
    execution = process.stdout.readline().strip()
    process.kill()
    assert process.wait() != 0
    return execution


def test_the_process_that_ran_a_flow_is_killed_and_others_finish_it(
    stored: Client, processes: OtherProcesses, gates: Gatekeeper
) -> None:
    execution = run_and_die(processes, "execution = controller.run(flows.some)")
    worker = start_worker(processes)
    for name in ("one", "two", "three"):
        gates.let_pass(worker.pid, name)
    assert processes.call("task_complete", execution, "three", "three") == states.SUCCESS
    tasks = controller.get_flow_details(execution, client=stored)["tasks"].values()
    assert [task["result"] for task in tasks] == ["one", "two", "three"]
    worker.terminate()
    assert worker.wait(WAIT) == 0


def test_a_flow_on_threads_goes_on_in_another_process_when_its_own_is_killed(
    stored: Client, processes: OtherProcesses, gates: Gatekeeper
) -> None:
    run = 'execution = controller.run(flows.some, "{execution}", executor="threads")'
    first = processes.start_code(run.format(execution="mine"))
    gates.wait_begun(first.pid, "one")
    first.kill()
    first.wait()
    second = processes.start_code(run.format(execution="mine"))
    # Its lease of 30 s has not run out; the task is offered again when it has.
    for name in ("one", "two", "three"):
        gates.wait_begun(second.pid, name, timeout=WAIT)
        gates.let_pass(second.pid, name)
    assert controller.complete_task("mine", "three", "three", client=stored) == states.SUCCESS
    assert second.wait(WAIT) == 0
    assert controller.get_flow_details("mine", client=stored)["tasks"]["controller_flows.one"]["attempt"] == 2


def test_a_worker_takes_over_what_threads_have_left(
    stored: Client, processes: OtherProcesses, gates: Gatekeeper
) -> None:
    first = processes.start_code('controller.run(flows.some, "left", executor="threads")')
    gates.wait_begun(first.pid, "one")
    controller.stop("left", client=stored)
    gates.let_pass(first.pid, "one")
    assert first.wait(WAIT) == 0
    stored.resume_flow("left")
    worker = start_worker(processes, "--queue", controller.THREADS_QUEUE)
    gates.let_pass(worker.pid, "two")
    gates.let_pass(worker.pid, "three")
    assert controller.complete_task("left", "three", "three", client=stored) == states.SUCCESS


def test_two_workers_share_a_flow(stored: Client, processes: OtherProcesses) -> None:
    workers = [start_worker(processes, "--max-in-flight", "1", "--queue", "shared") for _ in range(2)]
    pids: set[int] = set()
    for _ in range(20):
        execution = controller.run(flows.nested_flow(), queue="shared", client=stored)
        assert controller.wait(execution, timeout=WAIT, client=stored) == states.SUCCESS
        pids |= set(controller.get_flow_details(execution, client=stored)["tasks"]["collect"]["result"])
        if len(pids) == 2:
            break
    assert pids == {worker.pid for worker in workers}


def test_a_worker_gives_back_what_is_of_other_modules(stored: Client, processes: OtherProcesses) -> None:
    worker = processes.start("-m", "lazyengine.controller", "--module", "json")
    execution = controller.run(flows.area_flow(), client=stored)
    assert worker.stderr is not None
    assert any("a task of type controller_flows:Sizes is not for this worker" in line for line in worker.stderr)
    assert controller.get_state(execution, client=stored) == states.RUNNING
    start_worker(processes)
    assert controller.wait(execution, timeout=WAIT, client=stored) == states.SUCCESS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [([], "required: --module"), (["--module", "no_such_module"], "No module named 'no_such_module'")],
)
def test_a_worker_started_wrongly_says_why(processes: OtherProcesses, arguments: list[str], message: str) -> None:
    worker = processes.start("-m", "lazyengine.controller", *arguments)
    assert message in worker.communicate(timeout=WAIT)[1]
    assert worker.returncode == 2
