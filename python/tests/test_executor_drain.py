"""How an executor stops: it finishes what it holds, or gives it back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from lazyengine import Client, Executor, Task
from scripted_server import WAIT, ScriptedServer
from scripted_tasks import Gate, ready, send_tasks


def test_a_drain_takes_nothing_more_and_ends_when_all_is_answered(scripted: ScriptedServer, client: Client) -> None:
    others = set(threading.enumerate())
    gate = Gate()
    executor = Executor(client, {"t": gate}).start()
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    gate.wait_begun()
    drained: list[bool] = []
    drainer = threading.Thread(target=lambda: drained.append(executor.drain(timeout=WAIT)))
    drainer.start()
    stream.receive("drain")
    gate.go.set()
    stream.accept(stream.receive("complete"))
    stream.end()
    drainer.join(WAIT)
    assert drained == [True]
    own = [t for t in threading.enumerate() if t.name.startswith("lazyengine") and t not in others]
    for thread in own:
        thread.join(WAIT)
    assert not any(thread.is_alive() for thread in own)


def test_a_drain_survives_a_broken_stream(scripted: ScriptedServer, client: Client) -> None:
    gate = Gate()
    executor = Executor(client, {"t": gate}).start()
    first = scripted.next_stream()
    first.open()
    send_tasks(first, ready("1"))
    gate.wait_begun()
    drainer = threading.Thread(target=lambda: executor.drain(timeout=WAIT))
    drainer.start()
    first.receive("drain")
    first.abort(grpc.StatusCode.UNAVAILABLE)
    second = scripted.next_stream()
    second.open(resumed=True)
    second.receive("drain")
    second.receive("progress")
    gate.go.set()
    second.accept(second.receive("complete"))
    second.end()
    drainer.join(WAIT)
    assert not drainer.is_alive()


def test_what_is_not_finished_in_time_is_given_back_without_an_outcome(
    scripted: ScriptedServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lazyengine.executor.STOP_GRACE", 0.2)
    gate = Gate()
    executor = Executor(client, {"t": gate}).start()
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    task = gate.wait_begun()
    drained: list[bool] = []
    drainer = threading.Thread(target=lambda: drained.append(executor.drain(timeout=0)))
    drainer.start()
    stream.receive("drain")
    released = stream.receive("release")
    assert [claim.claim_token for claim in released.claims] == ["1"]
    stream.accept(released)
    drainer.join(WAIT)
    assert drained == [False]
    assert task.cancelled.is_set()
    assert task.stop is not None
    assert task.stop.value == "DRAINING"
    gate.go.set()
    stream.receive_end()


def test_a_handler_that_obeys_gives_its_task_back_rather_than_cancelling_it(
    scripted: ScriptedServer, client: Client
) -> None:
    begun = threading.Event()

    def handler(task: Task) -> None:
        begun.set()
        assert task.cancelled.wait(WAIT)
        task.raise_if_cancelled()

    executor = Executor(client, {"t": handler}).start()
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    assert begun.wait(WAIT)
    closer = threading.Thread(target=executor.close)
    closer.start()
    stream.receive("drain")
    released = stream.receive("release")
    stream.accept(released)
    stream.end()
    closer.join(WAIT)
    assert [claim.claim_token for claim in released.claims] == ["1"]


def test_an_executor_that_was_not_started_has_nothing_to_drain(client: Client) -> None:
    executor = Executor(client, {"t": lambda task: None})
    assert executor.drain()
    executor.close()


def test_leaving_the_context_drains(scripted: ScriptedServer, client: Client) -> None:
    answered = threading.Event()

    def serve() -> None:
        stream = scripted.next_stream()
        stream.open()
        send_tasks(stream, ready("1"))
        stream.accept(stream.receive("complete"))
        answered.set()
        stream.receive("drain")
        stream.end()

    server = threading.Thread(target=serve)
    server.start()
    with Executor(client, {"t": lambda task: None}) as executor:
        assert executor.wait_ready(WAIT)
        assert answered.wait(WAIT)
    server.join(WAIT)
    assert not server.is_alive()


@pytest.fixture
def program(scripted: ScriptedServer) -> Iterator[subprocess.Popen[str]]:
    """A process whose executor runs on its main thread."""
    path = Path(__file__).with_name("executor_program.py")
    environment = {**os.environ, "PYTHONPATH": str(path.parent.parent / "src")}
    command = [sys.executable, str(path), scripted.target]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    yield process
    process.kill()
    process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip()


def test_sigterm_drains_and_ends_the_process_with_success(
    scripted: ScriptedServer, program: subprocess.Popen[str]
) -> None:
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    assert said(program) == "begun a"
    program.send_signal(signal.SIGTERM)
    stream.receive("drain")
    assert program.stdin is not None
    program.stdin.write("go on\n")
    program.stdin.flush()
    frame = stream.receive("complete")
    assert frame.items[0].result.data == b'"finished after go on"'
    stream.accept(frame)
    stream.end()
    assert said(program) == "drained"
    assert program.wait(WAIT) == 0


def test_a_second_signal_ends_the_wait_for_handlers(scripted: ScriptedServer, program: subprocess.Popen[str]) -> None:
    stream = scripted.next_stream()
    stream.open()
    send_tasks(stream, ready("1"))
    assert said(program) == "begun a"
    program.send_signal(signal.SIGINT)
    stream.receive("drain")
    program.send_signal(signal.SIGTERM)
    stream.accept(stream.receive("release"))
    stream.end()
    assert said(program) == "drained"
    assert program.wait(WAIT) == 0
