"""How the engine `lazy` tells the server of tasks that are done at the same time: together, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from taskflow import engines, states, task
from taskflow.patterns import unordered_flow
from taskflow.types import failure

from counting_client import CountingClient
from lazyengine import FlowState
from lazyengine.task_values import ReadyTask
from lazyengine.taskflow.outcomes import Outcome, in_batches
from real_server import RealServer


@pytest.fixture
def counting(real_server: RealServer) -> Iterator[CountingClient]:
    client = CountingClient(real_server.target)
    yield client
    client.close()


class Step(task.Task):  # type: ignore[misc]
    def __init__(self, name: str, result: Any = None, *, fails: bool = False) -> None:
        super().__init__(name, provides=name)
        self.result = result
        self.fails = fails

    def execute(self) -> Any:
        if self.fails:
            raise RuntimeError(self.name)
        return self.result


def outcome(result: Any) -> Outcome:
    item: ReadyTask = object.__new__(ReadyTask)
    return Outcome(item, reverted=False, result=result)


def test_outcomes_go_together_by_the_hundred_and_failures_alone() -> None:
    try:
        raise RuntimeError
    except RuntimeError:
        failed = outcome(failure.Failure())
    good = outcome(1)
    batches = in_batches([good, good, failed, good, failed, *[good] * 201])
    assert [len(batch) for batch in batches] == [2, 1, 1, 1, 100, 100, 1]


def test_tasks_that_are_done_at_once_are_told_at_once(counting: CountingClient) -> None:
    flow = unordered_flow.Flow("wide").add(*(Step(f"t{n}", n) for n in range(250)))
    engine = engines.load(flow, engine="lazy", client=counting)
    ended: list[str] = []
    engine.atom_notifier.register(states.SUCCESS, lambda _state, details: ended.append(details["task_name"]))
    engine.run()
    assert engine.storage.fetch_all() == {f"t{n}": n for n in range(250)}
    assert ended == [f"t{n}" for n in range(250)]
    assert (counting.calls["TaskCompleteBatch"], counting.calls["TaskComplete"]) == (3, 0)


def test_results_that_are_too_large_together_are_told_one_by_one(counting: CountingClient) -> None:
    flow = unordered_flow.Flow("large").add(*(Step(f"t{n}", "x" * 700_000) for n in range(8)))
    engine = engines.load(flow, engine="lazy", client=counting)
    engine.run()
    assert counting.get_flow_details(engine.storage.flow_uuid).flow.state is FlowState.SUCCEEDED
    assert (counting.calls["TaskCompleteBatch"], counting.calls["TaskComplete"]) == (1, 8)


@pytest.mark.parametrize("options", [{"engine": "serial"}, {"engine": "lazy"}])
def test_where_one_of_many_fails_all_are_reverted_as_by_taskflow(
    counting: CountingClient, options: dict[str, Any]
) -> None:
    flow = unordered_flow.Flow("f").add(*(Step(f"t{n:02}", n, fails=n == 20) for n in range(40)))
    told = {"client": counting} if options["engine"] == "lazy" else {}
    engine = engines.load(flow, **options, **told)
    changes: list[tuple[str, str]] = []
    engine.atom_notifier.register("*", lambda state, details: changes.append((state, details["task_name"])))
    with pytest.raises(RuntimeError, match="t20"):
        engine.run()
    names = [f"t{n:02}" for n in range(40)]
    assert sorted(name for state, name in changes if state == states.SUCCESS) == [n for n in names if n != "t20"]
    assert [name for state, name in changes if state == states.FAILURE] == ["t20"]
    assert sorted(name for state, name in changes if state == states.REVERTED) == names
    assert engine.storage.get_flow_state() == states.REVERTED
