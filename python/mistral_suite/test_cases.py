"""Each workflow of this suite on Mistral and on LazyEngine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from lazyengine import Client
from mistral_suite.cases import Case, all_cases, unmet
from mistral_suite.counts import AS_EXPECTED, EQUAL, UNEQUAL, count, tell
from mistral_suite.lazy_run import lazy_outcome
from mistral_suite.oracle_process import OracleProcess
from mistral_suite.outcome import Outcome, differences
from mistral_suite.plan import Job

_CASES = all_cases()
_AT_ONCE = 4
_SECONDS = 280.0
_FEATURES = (
    "direct",
    "reverse",
    "task body",
    "edges",
    "guards",
    "engine commands",
    "merging",
    "cycles",
    "join",
    "with-items",
    "concurrency",
    "publish",
    "publish scopes",
    "output",
    "output-on-error",
    "retry",
    "timeout",
    "wait",
    "pause",
    "fail-on",
    "task-defaults",
    "keep-result",
    "safe-rerun",
    "target",
    "sub-workflows",
    "expressions",
    "environments",
    "workbooks",
    "ad-hoc actions",
    "async actions",
    "resume",
    "cancel",
    "stop",
    "rerun",
    "skip",
    "checked",
)


class Both:
    """All cases that are run here, begun at once on both engines: most of their time is waiting."""

    def __init__(self, cases: Sequence[Case], oracle: OracleProcess, client: Client, pool: Executor) -> None:
        self._mistral = {case.name: oracle.submit(case.job) for case in cases}
        self._lazy = {case.name: pool.submit(lazy_outcome, client, _lazy_job(case)) for case in cases}

    def mistral(self, case: Case) -> Outcome:
        """What Mistral gave."""
        return self._mistral[case.name].result(_SECONDS)

    def lazy(self, case: Case) -> Outcome:
        """What LazyEngine gave."""
        return self._lazy[case.name].result(_SECONDS)


@pytest.fixture(scope="module")
def both(request: pytest.FixtureRequest, oracle: OracleProcess, client: Client) -> Iterator[Both]:
    """Both engines at work."""
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    cases = {spec.params["case"].name: spec.params["case"] for spec in specs if spec and "case" in spec.params}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield Both(list(cases.values()), oracle, client, pool)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_mistral_gives_what_the_case_says(case: Case, both: Both) -> None:
    assert unmet(case.expect, both.mistral(case)) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_lazyengine_gives_the_same(case: Case, both: Both) -> None:
    lazy = both.lazy(case)
    found = differences(both.mistral(case), lazy)
    wanted = set(case.differs.get("at", ()))
    kind = UNEQUAL if set(found) != wanted else AS_EXPECTED if wanted else EQUAL
    count(["together", *case.covers], kind)
    if kind is not EQUAL:
        tell("differences", f"{case.name}: {case.differs.get('why', 'not expected')}")
    assert set(found) == wanted, f"Mistral != LazyEngine: {found}"
    if wanted:
        assert unmet(case.differs["expect"], lazy) == []


def test_every_feature_has_a_workflow() -> None:
    covered = {feature for case in _CASES for feature in case.covers}

    assert set(_FEATURES) - covered == set()
    assert len(_CASES) >= 60


def _lazy_job(case: Case) -> Job:
    return {**case.job, **case.differs.get("job", {})}
