"""A real server for TaskFlow's own tests, and the count of them by the class that each comes from."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterator

import pytest

from lazyengine import Backoff, Client
from real_server import serving
from taskflow_suite import engine_under_test

_ended: dict[str, Counter[str]] = {}


@pytest.fixture(scope="session", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """With TASKFLOW_SUITE_ADDRESS the server there; where nothing listens there, what needs a server must fail."""
    is_stopped = os.environ.get("TASKFLOW_SUITE_ADDRESS") and os.environ.get("TASKFLOW_SUITE_STOPPED")
    timeout = 0.2 if is_stopped else 30.0
    with (
        serving("TASKFLOW_SUITE_ADDRESS", tmp_path_factory.mktemp("taskflow-suite")) as target,
        Client(target, timeout=timeout, backoff=Backoff(initial=0.01)) as client,
    ):
        engine_under_test.client, engine_under_test.address = client, target
        yield
        engine_under_test.client = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" or report.failed or report.skipped:
        function = getattr(item, "function", None)
        home = getattr(function, "__qualname__", item.name).partition(".")[0]
        _ended.setdefault(home, Counter())[report.outcome] += 1
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The count by class."""
    terminalreporter.section("TaskFlow's own tests on the engine lazy")
    for home, counts in _ended.items():
        total = sum(counts.values())
        terminalreporter.write_line(f"  {home}: {counts['passed']} of {total}")
    passed = sum(counts["passed"] for counts in _ended.values())
    terminalreporter.write_line(f"  together: {passed} of {sum(sum(c.values()) for c in _ended.values())}")
