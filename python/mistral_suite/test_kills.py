"""Runners, the server and mongod killed at random while workflows run: what comes of them is what Mistral gives.

MISTRAL_SUITE_KILLS=all: all cases that can be compared so, and kills to the end; by default some of them, and two
rounds of kills. MISTRAL_SUITE_SEED=n: the moments.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from lazyengine import Backoff, Client
from mistral_suite.abandoned_pool import abandoned_pool
from mistral_suite.answering import Answering
from mistral_suite.cases import Case, all_cases
from mistral_suite.counts import EQUAL, UNEQUAL, count, tell
from mistral_suite.killed_system import KilledSystem, Killer
from mistral_suite.lazy_run import lazy_outcome
from mistral_suite.oracle_process import OracleProcess
from mistral_suite.outcome import Outcome, differences
from mistral_suite.plan import Job

_ALL = os.environ.get("MISTRAL_SUITE_KILLS") == "all"
_SEED = int(os.environ.get("MISTRAL_SUITE_SEED", "1"))
_QUEUE = "mistral.kills"
_AT_ONCE = 8
_SECONDS = 240.0
# For a task whose runner was killed.
_LINGER_SECONDS = 10.0
_ROUNDS = 2
_SOME = (
    "async_action",
    "command_pause_rests",
    "cycle_simple",
    "functions_of_tasks",
    "items_concurrency_failure",
    "items_workflows",
    "join_diamond",
    "join_unreachable_guards",
    "pause_sub_workflow",
    "rerun_items_failed_only",
    "retry_until_success",
    "reverse_data",
    "scope_global",
    "sub_workflow_nested",
    "workbook_ad_hoc_action",
)
_NOT_COMPARED = {
    "safe_rerun": "a task that must not be done twice fails with its runner",
}


def _is_compared(case: Case) -> bool:
    """Not where something else is expected anyway, or what is seen depends on the moment at which it is looked at."""
    return not case.differs and "settle" not in case.job and case.name not in _NOT_COMPARED


_CASES = [case for case in all_cases() if _is_compared(case) and (_ALL or case.name in _SOME)]


class Killed:
    """All cases at once while parts are killed; over again until each part was, as often as there are rounds."""

    def __init__(self, system: KilledSystem, client: Client, answering: Answering, cases: list[Case]) -> None:
        self.outcomes: dict[str, list[Future[Outcome]]] = {case.name: [] for case in cases}
        with Killer(system, _SEED, None if _ALL else _ROUNDS) as killer, abandoned_pool(_AT_ONCE) as pool:
            while min(killer.kills.values()) < _ROUNDS:
                begun = {case.name: pool.submit(lazy_outcome, client, _patient(case), answering) for case in cases}
                for name, future in begun.items():
                    future.exception(_SECONDS)
                    self.outcomes[name].append(future)
        runs = sum(len(outcomes) for outcomes in self.outcomes.values())
        told = ", ".join(f"{name} {times}" for name, times in killer.kills.items())
        tell("kills", f"seed {_SEED}: {runs} runs; killed: {told}")


@pytest.fixture(scope="module")
def killed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """What came of it."""
    ours = [item for item in request.session.items if item.path == Path(__file__)]
    cases: set[Case] = {item.callspec.params["case"] for item in ours}  # type: ignore[attr-defined]
    folder: Path = tmp_path_factory.mktemp("kills")
    system = KilledSystem(folder)
    try:
        with Client(system.target, backoff=Backoff(initial=0.01), timeout=120) as client:
            answering = Answering(client, _QUEUE)
            for name in ("runner 1", "runner 2"):
                system.add_runner(name, _QUEUE, answering.address)
            try:
                yield Killed(system, client, answering, [case for case in _CASES if case in cases])
            finally:
                answering.close()
    finally:
        system.stop()


def _patient(case: Case) -> Job:
    return {**case.job, "timeout": _SECONDS / 2, "linger": _LINGER_SECONDS}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_the_outcome_is_that_of_mistral_whatever_is_killed(case: Case, killed: Killed, oracle: OracleProcess) -> None:
    mistral = oracle.outcome(case.job)
    found = [differences(mistral, future.result()) for future in killed.outcomes[case.name]]
    for one in found:
        count(["killed at random"], UNEQUAL if one else EQUAL)

    assert found == [{}] * len(found)
