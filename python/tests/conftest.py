"""What the tests share: a scripted server and a client of it; with REQUIRE_ALL=1 what is skipped has failed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from lazyengine import Backoff, Client
from scripted_server import ScriptedServer


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    outcome = yield  # type: ignore[misc]
    report: pytest.TestReport = outcome.get_result()
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, but skipped: {report.longrepr}"


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
