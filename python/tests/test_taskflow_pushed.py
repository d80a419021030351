"""How the engine `lazy` takes the tasks that it does one by one: pushed, each by the commit that has made it ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from taskflow import engines, states, task
from taskflow.patterns import linear_flow

from counting_client import CountingClient
from lazyengine import Client, FlowState, TaskState
from real_server import RealServer

LENGTH = 12


@pytest.fixture
def counting(real_server: RealServer) -> Iterator[CountingClient]:
    client = CountingClient(real_server.target)
    yield client
    client.close()


class Step(task.Task):  # type: ignore[misc]
    def __init__(self, name: str, done: list[str]) -> None:
        super().__init__(name)
        self.done = done

    def execute(self) -> None:
        self.done.append(self.name)


def chain(done: list[str]) -> linear_flow.Flow:
    return linear_flow.Flow("chain").add(*(Step(f"t{n}", done) for n in range(LENGTH)))


NAMES = [f"t{n}" for n in range(LENGTH)]


def test_a_task_of_a_chain_takes_one_call(counting: CountingClient) -> None:
    done: list[str] = []
    engines.load(chain(done), engine="lazy", client=counting).run()
    assert done == NAMES
    assert (counting.calls["TaskComplete"], counting.calls["PollReadyTasks"]) == (LENGTH, 0)
    assert counting.calls["WatchReadyTasks"] == 1


def test_what_is_on_its_way_when_a_listener_suspends_is_given_back_and_done_by_the_next_run(
    counting: CountingClient,
) -> None:
    done: list[str] = []
    engine = engines.load(chain(done), engine="lazy", client=counting)

    def suspend(_state: str, details: dict[str, Any]) -> None:
        if details["task_name"] == "t3":
            engine.suspend()

    engine.atom_notifier.register(states.SUCCESS, suspend)
    engine.run()
    flow_id = engine.storage.flow_uuid
    assert (done, engine.storage.get_flow_state()) == (NAMES[:4], states.SUSPENDED)
    assert counting.get_flow_details(flow_id).flow.state is FlowState.SUSPENDED
    engine.run()
    assert (done, engine.storage.get_flow_state()) == (NAMES, states.SUCCESS)
    assert {task.state for task in counting.iterate_tasks(flow_id)} == {TaskState.SUCCEEDED}


@pytest.mark.timeout(180)
def test_each_is_done_once_though_the_server_is_killed_again_and_again(tmp_path: Path) -> None:
    server = RealServer(tmp_path / "server.log", tmp_path / "data")
    try:
        with Client(server.target, timeout=60.0) as client:
            done: list[str] = []
            engine = engines.load(chain(done), engine="lazy", client=client)

            def kill(_state: str, details: dict[str, Any]) -> None:
                if details["task_name"] in ("t2", "t7"):
                    server.kill_and_restart()

            engine.atom_notifier.register(states.SUCCESS, kill)
            engine.run()
            assert done == NAMES
            assert client.get_flow_details(engine.storage.flow_uuid).flow.state is FlowState.SUCCEEDED
    finally:
        server.stop()
