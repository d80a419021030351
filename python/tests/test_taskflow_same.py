"""The engine `lazy` beside TaskFlow's own: the same flows tell the same, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from lazyengine import Client
from lazyengine.flow_handle import FlowHandle
from lazyengine.responses import TaskCompleteResponse
from real_server import RealServer
from taskflow_flows import random_flow, told_by

BATCHES = 4
FLOWS_IN_A_BATCH = 12


class LosesAnswers(Client):
    """Every answer is lost on its way; what comes is that of the repeat, which tells no changes."""

    def run(self, *given: Any, **fields: Any) -> FlowHandle:
        handle = super().run(*given, **fields)
        assert handle.started is not None
        return FlowHandle(self, handle.flow_id, self.namespace, replace(handle.started, changes=(), replayed=True))

    def task_complete(self, *given: Any, **fields: Any) -> TaskCompleteResponse:
        return replace(super().task_complete(*given, **fields), changes=(), replayed=True)


@pytest.fixture(params=[Client, LosesAnswers])
def connection(request: pytest.FixtureRequest, real_server: RealServer) -> Iterator[Client]:
    with request.param(real_server.target) as client:
        yield client


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_flows_tell_what_they_tell_on_the_serial_engine(connection: Client, batch: int) -> None:
    for seed in range(batch * FLOWS_IN_A_BATCH, (batch + 1) * FLOWS_IN_A_BATCH):
        options: dict[str, Any] = {"defer_reverts": seed % 3 == 0, "never_resolve": seed % 11 == 0}
        expected = told_by(random_flow(Random(seed)), "serial", **options)
        assert told_by(random_flow(Random(seed)), "lazy", client=connection, **options) == expected, f"seed {seed}"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_flows_that_are_suspended_here_and_there_end_as_on_the_serial_engine(
    connection: Client, batch: int
) -> None:
    """A suspension comes earlier here where a controller is about to run again: what is told differs in its order."""
    for seed in range(batch * FLOWS_IN_A_BATCH, (batch + 1) * FLOWS_IN_A_BATCH):
        expected = told_by(random_flow(Random(seed)), "serial", Random(seed))
        told = told_by(random_flow(Random(seed)), "lazy", Random(seed), client=connection)
        assert told[-2:] == expected[-2:], f"seed {seed}"
