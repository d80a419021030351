"""Functions as tasks, blocking and on asyncio, against a real server."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta, timezone
from queue import Queue

import pytest

from lazyengine import (
    App,
    Client,
    FlowFailed,
    FlowSpec,
    FlowState,
    LazyEngineError,
    NonRetryableError,
    RetryPolicy,
    Task,
    aio,
)
from real_server import RealServer


def test_a_function_is_called_here_or_done_by_a_worker(live: Client) -> None:
    app = App(live)

    @app.task(name="add")
    def add(a: int, b: int = 0) -> int:
        """Add."""
        return a + b

    assert add(1, b=2) == 3
    assert (add.__name__, add.__doc__, add.name) == ("add", "Add.", "add")
    with app.worker():
        started = add.delay(20, b=22)
        assert started.get(timeout=30) == 42
        assert started.state is FlowState.SUCCEEDED
        assert app.result(started.id).get(timeout=30) == 42
        assert add.apply_async((1,), {"b": 1}).get(timeout=30) == 2


def test_a_decorator_needs_no_parentheses(live: Client) -> None:
    app = App(live)

    @app.task
    def double(number: int) -> int:
        return 2 * number

    with app.worker():
        assert double.delay(21).get(timeout=30) == 42


def test_functions_that_block_and_coroutines_are_told_apart_where_they_are_declared() -> None:
    async def waits() -> int:
        return 1

    def blocks() -> int:
        return 1

    with pytest.raises(TypeError, match="waits is a coroutine function"):
        App("127.0.0.1:1").task(waits)
    with pytest.raises(TypeError, match="blocks is no coroutine function"):
        aio.App("127.0.0.1:1").task()(blocks)  # type: ignore[arg-type]


def test_names_queues_and_arguments_are_checked_where_they_are_given(live: Client) -> None:
    app = App(live)

    @app.task(queue="heavy")
    def resize(width: int) -> int:
        return width

    assert resize.name == f"{__name__}.{resize.function.__qualname__}"
    assert resize.queue == "heavy"
    with pytest.raises(TypeError, match="missing a required argument: 'width'"):
        resize.apply_async()
    with pytest.raises(TypeError, match="unexpected keyword argument 'height'"):
        resize.apply_async((1,), {"height": 2})
    with pytest.raises(TypeError, match="nonsense"):
        resize.apply_async((1,), nonsense=True)
    with pytest.raises(ValueError, match="there is another task"):
        app.task(name=resize.name)(lambda: None)
    with app.worker():
        assert resize.delay(7).get(timeout=30) == 7


def test_a_bound_function_has_its_task_and_retries_follow_the_policy(live: Client) -> None:
    app = App(live)
    once_more = RetryPolicy(max_attempts=3, initial_interval=timedelta(milliseconds=1))

    @app.task(name="flaky", bind=True, retry=once_more)
    def flaky(task: Task, word: str) -> str:
        if task.attempt < 3:
            raise ValueError("not yet")
        return f"{word} at attempt {task.attempt}"

    @app.task(name="never")
    def never() -> None:
        raise NonRetryableError("never")

    with pytest.raises(TypeError, match="takes its task"):
        flaky("here")
    with app.worker():
        assert flaky.delay("done").get(timeout=30) == "done at attempt 3"
        with pytest.raises(FlowFailed) as failed:
            never.delay().get(timeout=30)
        assert failed.value.failure is not None
        assert failed.value.failure.type == "NonRetryableError"


def test_a_start_says_when_where_and_how_long_at_most(live: Client) -> None:
    app = App(live)

    @app.task(name="t")
    def t() -> str:
        return "done"

    expired = t.apply_async(expires=0.05)
    with pytest.raises(FlowFailed) as failed:
        expired.get(timeout=30)
    assert failed.value.failure is not None
    assert failed.value.failure.type == "TIMEOUT"
    later = t.apply_async(countdown="50ms", queue="other", priority=3, labels={"team": "docs"})
    soon = t.apply_async(eta=datetime.now(timezone.utc) + timedelta(milliseconds=50))
    with app.worker(queues=["other", "t"]):
        assert later.get(timeout=30) == "done"
        assert soon.get(timeout=30) == "done"
    assert later.handle.details().flow.labels == {"team": "docs"}


def test_of_those_that_name_a_concurrency_key_one_is_done_at_a_time(live: Client) -> None:
    app = App(live)
    begun: Queue[str] = Queue()
    finish: Queue[None] = Queue()
    key = f"account/{uuid.uuid4()}"

    @app.task(name=f"t-{uuid.uuid4()}", concurrency_key=key)
    def own(name: str) -> None:
        begun.put(name)
        finish.get(timeout=30)

    @app.task(name=f"u-{uuid.uuid4()}")
    def given(name: str) -> None:
        begun.put(name)
        finish.get(timeout=30)

    with app.worker():
        results = [own.delay("own"), given.apply_async(["given"], concurrency_key=key)]
        first = begun.get(timeout=30)
        free = given.delay("free")
        assert begun.get(timeout=30) == "free"
        used = [one.used for one in live.list_concurrency_keys(keys=[key]).keys]
        assert (used, begun.empty()) == ([1], True)
        for _ in range(2):
            finish.put(None)
        assert {first, begun.get(timeout=30)} == {"own", "given"}
        finish.put(None)
        for result in [*results, free]:
            result.get(timeout=30)


def test_ids_make_a_start_happen_once_and_revoke_ends_it(live: Client) -> None:
    app = App(live)

    @app.task(name="t")
    def t() -> None: ...

    flow_id, request_id = f"invoice-{uuid.uuid4()}", str(uuid.uuid4())
    first = t.apply_async(flow_id=flow_id, request_id=request_id)
    assert t.apply_async(flow_id=flow_id, request_id=request_id).id == first.id
    with pytest.raises(LazyEngineError, match="FLOW_EXISTS"):
        t.apply_async(flow_id=flow_id)
    first.revoke("not wanted")
    with pytest.raises(FlowFailed, match="CANCELLED"):
        first.get(timeout=30)


def test_functions_are_tasks_of_larger_flows_too(live: Client) -> None:
    app = App(live)

    @app.task(name="load")
    def load(page: int) -> int:
        return 100 * page

    @app.task(name="total", bind=True)
    def total(task: Task) -> int:
        return sum(task.dependency_results.values())

    spec = FlowSpec("pages").task("one", **load.fields(1)).task("two", **load.fields(page=2))
    with app.worker():
        flow = live.run(spec.task("sum", **total.fields(), depends_on=["one", "two"]))
        assert flow.result(timeout=30) == {"sum": 300}


def test_a_task_that_was_not_started_for_a_function_fails_in_words(live: Client) -> None:
    app = App(live)

    @app.task(name="t")
    def t() -> None: ...

    with app.worker():
        flow = live.run(FlowSpec("f").task("a", type="t", input="text"))
        with pytest.raises(FlowFailed, match="task a has no arguments"):
            flow.result(timeout=30)


def test_nothing_is_opened_by_declaring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAZYENGINE_NAMESPACE", "from-the-environment")
    app = App()
    app.task(name="t")(lambda: None)
    assert app._client is None
    assert app.client.namespace == "from-the-environment"
    app.close()


async def test_coroutine_functions_are_tasks_on_asyncio(real_server: RealServer) -> None:
    app = aio.App(real_server.target, namespace=f"test-{uuid.uuid4().hex[:12]}")

    @app.task(name="add")
    async def add(a: int, b: int) -> int:
        await asyncio.sleep(0)
        return a + b

    @app.task(name="double", bind=True)
    async def double(task: aio.Task, n: int) -> str:
        return f"{task.name}: {2 * n}"

    assert await add(1, 2) == 3
    async with app.worker(max_in_flight=2):
        started = await asyncio.gather(*(add.delay(n, 1) for n in range(10)))
        assert await asyncio.gather(*(each.get(timeout=30) for each in started)) == list(range(1, 11))
        result = await double.apply_async((4,), countdown="10ms")
        assert await result.get(timeout=30) == "double: 8"
        assert await result.state() is FlowState.SUCCEEDED
        assert await app.result(result.id).get(timeout=30) == "double: 8"
    waiting = await add.delay(1, 1)
    await waiting.revoke()
    with pytest.raises(FlowFailed):
        await waiting.get(timeout=30)
    await app.close()
