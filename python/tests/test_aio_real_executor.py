"""The asyncio executor against the real server: whole flows, cut connections, killed servers and executors."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from aio_tasks import Gate, nothing
from breakable_proxy import BreakableProxy
from lazyengine import Backoff, Client, FlowSpec, FlowState, LazyEngineError, aio
from lazyengine.session_values import Opened, ReadyTasks
from real_server import ROOT, RealServer
from scripted_server import WAIT

SUM = (
    FlowSpec("sum").task("a", type="add", input=1).task("b", type="add", input=2)
    .task("c", type="add", input=10, depends_on=["a", "b"])
)  # fmt: skip


async def add(task: aio.Task) -> int:
    total: int = (task.input or 0) + sum(task.dependency_results.values())
    return total


def chain(length: int) -> FlowSpec:
    spec = FlowSpec("chain").task("t0", type="add", input=1)
    for number in range(1, length):
        spec.task(f"t{number}", type="add", input=1, depends_on=[f"t{number - 1}"])
    return spec


def beside(live: Client, target: str) -> aio.Client:
    """An asyncio client in the namespace of the test."""
    return aio.Client(target, namespace=live.namespace, timeout=30, backoff=Backoff(initial=0.01, longest=0.1))


async def test_many_flows_are_done_by_one_executor(live: Client, real_server: RealServer) -> None:
    async with beside(live, real_server.target) as client, aio.Executor(client, {"add": add}):
        handles = await asyncio.gather(*(client.run(SUM) for _ in range(30)))
        assert await asyncio.gather(*(handle.result(timeout=WAIT) for handle in handles)) == [{"c": 13}] * 30
        assert {flow.flow_id async for flow in client.iterate_flows(page_size=7)} == {h.flow_id for h in handles}


async def test_cancelling_a_flow_reaches_its_handlers(live: Client, real_server: RealServer) -> None:
    begun = asyncio.Event()

    async def obedient(task: aio.Task) -> None:
        begun.set()
        await asyncio.wait_for(task.cancelled.wait(), WAIT)
        task.raise_if_cancelled()

    async with beside(live, real_server.target) as client, aio.Executor(client, {"t": obedient}):
        handle = await client.run(FlowSpec("f").task("a", type="t"))
        await asyncio.wait_for(begun.wait(), WAIT)
        assert (await handle.cancel("operator", grace=WAIT)).flow.state is FlowState.CANCELLING
        assert (await handle.wait(WAIT)).state is FlowState.CANCELLED


async def test_ready_tasks_are_watched(live: Client, real_server: RealServer) -> None:
    async with beside(live, real_server.target) as client, client.watch_ready_tasks(["t"], mode="OBSERVE") as watch:
        assert isinstance(await anext(watch), Opened)
        await client.run(FlowSpec("f").task("a", type="t"))
        async for frame in watch:
            if isinstance(frame, ReadyTasks):
                assert [task.task_id for task in frame.tasks] == ["a"]
                break


async def test_a_second_executor_with_the_session_takes_it_over(live: Client, real_server: RealServer) -> None:
    async with beside(live, real_server.target) as client:
        first = aio.Executor(client, {"t": nothing}, session_id="mine").start()
        assert await first.wait_ready(WAIT)
        async with aio.Executor(client, {"t": nothing}, session_id="mine") as second:
            assert await second.wait_ready(WAIT)
            with pytest.raises(LazyEngineError, match="SESSION_TAKEN_OVER"):
                await first.drain(timeout=WAIT)


@pytest.fixture
def proxy(real_server: RealServer) -> Iterator[BreakableProxy]:
    proxy = BreakableProxy(real_server.target)
    yield proxy
    proxy.stop()


async def test_executor_and_waiting_caller_outlive_cut_connections(live: Client, proxy: BreakableProxy) -> None:
    runs: Counter[str] = Counter()
    progress: asyncio.Queue[None] = asyncio.Queue()

    async def work(task: aio.Task) -> int:
        runs[task.claim.claim_token] += 1
        progress.put_nowait(None)
        return await add(task)

    async with beside(live, proxy.target) as client, aio.Executor(client, {"add": work}, lease_duration=20):
        handle = await client.run(chain(200))
        result = asyncio.create_task(handle.result(timeout=60))
        for _ in range(8):
            for _ in range(20):
                await asyncio.wait_for(progress.get(), 30)
            proxy.cut()
        assert await result == {"t199": 200}
    assert set(runs.values()) == {1}
    assert len(runs) == 200


async def test_executor_and_waiting_caller_outlive_servers_that_are_killed(
    stored: Client, mongodb_server: RealServer
) -> None:
    progress: asyncio.Queue[None] = asyncio.Queue()

    async def work(task: aio.Task) -> int:
        progress.put_nowait(None)
        return await add(task)

    async with beside(stored, mongodb_server.target) as client, aio.Executor(client, {"add": work}, lease_duration=30):
        handle = await client.run(chain(60))
        result = asyncio.create_task(handle.result(timeout=90))
        for _ in range(2):
            for _ in range(15):
                await asyncio.wait_for(progress.get(), 30)
            await asyncio.to_thread(mongodb_server.kill_and_restart)
        assert await result == {"t59": 60}


async def test_what_a_killed_executor_held_is_done_by_another_one(live: Client, real_server: RealServer) -> None:
    program = Path(__file__).with_name("aio_executor_program.py")
    command = [sys.executable, str(program), real_server.target, live.namespace]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT / "python/src")})
    try:
        async with beside(live, real_server.target) as client:
            handle = await client.run(FlowSpec("f").task("a", type="t"))
            assert process.stdout is not None
            assert await asyncio.to_thread(process.stdout.readline) == "begun a\n"
            process.kill()
            async with aio.Executor(client, {"t": _tries}):
                assert await handle.result(timeout=WAIT) == {"a": 2}
    finally:
        process.kill()
        process.communicate()


async def _tries(task: aio.Task) -> int:
    return task.attempt


async def test_what_an_executor_gives_back_is_done_by_the_next(
    live: Client, real_server: RealServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lazyengine.aio.executor.STOP_GRACE", 0.5)
    gate = Gate()
    async with beside(live, real_server.target) as client:
        first = aio.Executor(client, {"t": gate}).start()
        handle = await client.run(FlowSpec("f").task("a", type="t"))
        await gate.wait_begun()
        await first.close()
        assert gate.was_cancelled
        async with aio.Executor(client, {"t": _tries}):
            assert await handle.result(timeout=WAIT) == {"a": 2}
