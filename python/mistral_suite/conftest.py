"""The oracle and a real server for all tests of the suite, and the table of what was compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lazyengine import Backoff, Client
from mistral_suite.counts import table
from mistral_suite.oracle_process import OracleProcess
from real_server import serving


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OracleProcess]:
    """Mistral in a process of its own."""
    process = OracleProcess(tmp_path_factory.mktemp("oracle") / "stderr.log")
    yield process
    process.stop()


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """With MISTRAL_SUITE_ADDRESS the server there, else one of its own on MongoDB."""
    folder = tmp_path_factory.mktemp("mistral-suite")
    with serving("MISTRAL_SUITE_ADDRESS", folder) as target, Client(target, backoff=Backoff(initial=0.01)) as client:
        yield client


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many were equal, by what they cover."""
    lines = table()
    if lines:
        terminalreporter.section("Mistral and LazyEngine compared")
        for line in lines:
            terminalreporter.write_line(line)
