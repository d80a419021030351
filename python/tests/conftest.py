"""What the tests share: servers, scripted and real, and clients of them. With REQUIRE_ALL=1 a skip is a failure."""

from __future__ import annotations

import asyncio
import inspect
import os
import uuid
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from lazyengine import Backoff, Client, Executor
from real_server import RealServer
from scripted_server import ScriptedServer


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, but skipped: {report.longrepr}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that is a coroutine function runs on a loop of its own, and leaves no task behind."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(_run_alone(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})))
    return True


async def _run_alone(body: Any) -> None:
    await body
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        # What was cancelled a moment ago may still be on its way out.
        _, hanging = await asyncio.wait(others, timeout=5)
        assert not hanging, f"left behind: {hanging}"


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.stop()


@pytest.fixture
def client(scripted: ScriptedServer) -> Iterator[Client]:
    # Repeats come at once: the waits have a test of their own.
    with Client(scripted.target, backoff=Backoff(initial=0.001, longest=0.01), timeout=10) as client:
        yield client


@pytest.fixture
def executors() -> Iterator[list[Executor]]:
    """Closed at the end, however the test ends."""
    made: list[Executor] = []
    yield made
    for executor in made:
        executor._session.stop()


@pytest.fixture(scope="session")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    server = RealServer(tmp_path_factory.mktemp("server") / "stderr.log")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mongodb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    folder = tmp_path_factory.mktemp("mongodb-server")
    server = RealServer(folder / "stderr.log", folder / "data")
    yield server
    server.stop()


@pytest.fixture
def stored(mongodb_server: RealServer) -> Iterator[Client]:
    """A client of the real server on MongoDB, in a namespace of the test's own."""
    with Client(mongodb_server.target, namespace=f"test-{uuid.uuid4().hex[:12]}", timeout=20) as client:
        yield client


@pytest.fixture
def live(real_server: RealServer) -> Iterator[Client]:
    """A client of the real server, in a namespace of the test's own."""
    with Client(real_server.target, namespace=f"test-{uuid.uuid4().hex[:12]}", timeout=20) as client:
        yield client
