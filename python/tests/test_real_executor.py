"""The executor against the real server: whole flows, retries, cancellation, cut connections."""

from __future__ import annotations

import base64
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from breakable_proxy import BreakableProxy
from lazyengine import (
    Backoff,
    Client,
    Executor,
    FlowFailed,
    FlowSpec,
    FlowState,
    LazyEngineError,
    NonRetryableError,
    Payload,
    RetryAfter,
    RetryPolicy,
    Spawn,
    Task,
    TaskSpec,
)
from real_server import RealServer
from scripted_server import WAIT
from scripted_tasks import Gate


def add(task: Task) -> int:
    total: int = (task.input or 0) + sum(task.dependency_results.values())
    return total


SUM = (
    FlowSpec("sum").task("a", type="add", input=1).task("b", type="add", input=2)
    .task("c", type="add", input=10, depends_on=["a", "b"])
)  # fmt: skip


def test_a_flow_is_done_and_its_result_taken(live: Client) -> None:
    with Executor(live, {"add": add}):
        assert live.run(SUM).result(timeout=WAIT) == {"c": 13}


def test_many_flows_are_done_by_one_executor(live: Client) -> None:
    with Executor(live, {"add": add}, max_in_flight=8):
        handles = [live.run(SUM) for _ in range(30)]
        assert [handle.result(timeout=WAIT) for handle in handles] == [{"c": 13}] * 30


def test_failures_are_tried_again_as_they_ask_and_final_ones_are_not(live: Client) -> None:
    attempts: Counter[str] = Counter()

    def flaky(task: Task) -> int:
        attempts[task.name] += 1
        if attempts[task.name] < 3:
            raise RetryAfter(0.01, "not yet") if task.name == "later" else ValueError("not yet")
        return task.attempt

    def final(task: Task) -> None:
        attempts[task.name] += 1
        raise NonRetryableError("never")

    retry = RetryPolicy(5, initial_interval=0.01)
    spec = FlowSpec("f", default_retry=retry).task("flaky", type="flaky").task("later", type="flaky")
    with Executor(live, {"flaky": flaky, "final": final}):
        assert live.run(spec).result(timeout=WAIT) == {"flaky": 3, "later": 3}
        with pytest.raises(FlowFailed, match=r"NonRetryableError|final"):
            live.run(FlowSpec("g", default_retry=retry).task("final", type="final")).result(timeout=WAIT)
    assert attempts == {"flaky": 3, "later": 3, "final": 1}


def test_a_deferred_task_is_finished_by_an_outsider(live: Client) -> None:
    deferred = threading.Event()

    def defer(task: Task) -> object:
        deferred.set()
        return task.defer(timeout=60)

    with Executor(live, {"webhook": defer}) as executor:
        handle = live.run(FlowSpec("f").task("a", type="webhook"))
        assert deferred.wait(WAIT)
        assert executor.drain(timeout=WAIT)
        live.task_complete(handle.flow_id, "a", result="called back")
        assert handle.result(timeout=WAIT) == {"a": "called back"}


def test_cancelling_a_flow_reaches_its_handlers(live: Client) -> None:
    begun = threading.Event()

    def obedient(task: Task) -> None:
        begun.set()
        assert task.cancelled.wait(WAIT)
        task.raise_if_cancelled()

    with Executor(live, {"t": obedient}):
        handle = live.run(FlowSpec("f").task("a", type="t"))
        assert begun.wait(WAIT)
        assert handle.cancel("operator", grace=WAIT).flow.state is FlowState.CANCELLING
        assert handle.wait(WAIT).state is FlowState.CANCELLED


def test_what_an_executor_gives_back_is_done_by_the_next_without_counting_a_try(
    live: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lazyengine.executor.STOP_GRACE", 0.1)
    gate = Gate()
    first = Executor(live, {"t": gate}).start()
    handle = live.run(FlowSpec("f").task("a", type="t"))
    gate.wait_begun()
    first.close()
    gate.go.set()
    with Executor(live, {"t": lambda task: [task.attempt, task.claim.tries]}):
        assert handle.result(timeout=WAIT) == {"a": [2, 0]}


def test_a_second_executor_with_the_session_takes_it_over(live: Client) -> None:
    first = Executor(live, {"t": lambda task: None}, session_id="mine").start()
    assert first.wait_ready(WAIT)
    with Executor(live, {"t": lambda task: None}, session_id="mine") as second:
        assert second.wait_ready(WAIT)
        with pytest.raises(LazyEngineError, match="SESSION_TAKEN_OVER"):
            first.drain(timeout=WAIT)


def test_a_join_of_more_results_than_travel_gets_them_all(live: Client) -> None:
    spec = FlowSpec("wide")
    names = [f"t{number}" for number in range(1_050)]
    for name in names:
        spec.task(name, type="one")
    spec.task("join", type="count", depends_on=names)
    with Executor(
        live, {"one": lambda task: 1, "count": lambda task: sum(task.dependency_results.values())}, max_in_flight=64
    ):
        assert live.run(spec).result(timeout=60) == {"join": 1_050}


class Base64Codec:
    """Stands for encryption: the server never sees the plain bytes."""

    def encode(self, payload: Payload) -> Payload:
        return Payload(base64.b64encode(payload.data), "application/x-sealed", {"of": payload.content_type})

    def decode(self, payload: Payload) -> Payload:
        if payload.content_type != "application/x-sealed":
            return payload
        return Payload(base64.b64decode(payload.data), payload.metadata["of"])


def test_a_codec_seals_inputs_and_results_for_all_but_its_owners(live: Client, real_server: RealServer) -> None:
    client = Client(real_server.target, namespace=live.namespace, codec=Base64Codec())
    with client as sealed, Executor(sealed, {"add": add}):
        handle = sealed.run(SUM)
        assert handle.result(timeout=WAIT) == {"c": 13}
    foreign = live.get_flow_details(handle.flow_id, view="full").tasks
    assert all(isinstance(task.result, Payload) for task in foreign)
    assert {task.result.content_type for task in foreign} == {"application/x-sealed"}


@pytest.fixture
def proxy(real_server: RealServer) -> Iterator[BreakableProxy]:
    proxy = BreakableProxy(real_server.target)
    yield proxy
    proxy.stop()


def test_executor_and_waiting_caller_outlive_cut_connections(live: Client, proxy: BreakableProxy) -> None:
    runs: Counter[str] = Counter()
    progress = threading.Semaphore(0)
    lock = threading.Lock()

    def work(task: Task) -> int:
        with lock:
            runs[task.claim.claim_token] += 1
        progress.release()
        return add(task)

    spec = FlowSpec("chain").task("t0", type="add", input=1)
    for number in range(1, 200):
        spec.task(f"t{number}", type="add", input=1, depends_on=[f"t{number - 1}"])
    client = Client(proxy.target, namespace=live.namespace, backoff=Backoff(initial=0.01, longest=0.1))
    with client as broken, Executor(broken, {"add": work}, lease_duration=20):
        handle = broken.run(spec)
        results: list[object] = []
        waiter = threading.Thread(target=lambda: results.append(handle.result(timeout=60)))
        waiter.start()
        for _ in range(8):
            for _ in range(20):
                assert progress.acquire(timeout=30)
            proxy.cut()
        waiter.join(60)
        assert results == [{"t199": 200}]
    assert set(runs.values()) == {1}
    assert len(runs) == 200


def test_a_flow_that_the_server_refuses_with_its_frame_fails_its_task_alone(live: Client) -> None:
    queue = f"odd-{uuid.uuid4().hex}"
    together = threading.Barrier(3)

    def handler(task: Task) -> Any:
        together.wait(30)
        if task.name != "odd":
            return task.name
        # A key that no message may have: the server says so before it reads the frame's items.
        return Spawn(FlowSpec("inner").task("x", type="none"), labels={"__proto__": "x"})

    spec = FlowSpec("odd", tasks=[TaskSpec(name, type=queue, dynamic_flow=name == "odd") for name in ("a", "odd", "b")])
    with Executor(live, {queue: handler}, max_in_flight=3) as executor:
        handle = live.run(spec)
        assert handle.wait(timeout=60).state is FlowState.FAILED
        tasks = {task.name: task for task in live.iterate_tasks(handle.flow_id, view="FULL")}
        assert (tasks["a"].result, tasks["b"].result) == ("a", "b")
        failure = tasks["odd"].failure
        assert failure is not None
        assert (failure.type, failure.retryable) == ("OUTCOME_REFUSED", False)
        assert "__proto__" in failure.message
        assert executor.wait_ready(0)
