"""Each workflow of this suite on Mistral and on LazyEngine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lazyengine import Client
from mistral_suite.abandoned_pool import abandoned_pool
from mistral_suite.both import AT_ONCE, Both
from mistral_suite.cases import Case, all_cases, unmet
from mistral_suite.counts import AS_EXPECTED, EQUAL, UNEQUAL, count, tell
from mistral_suite.oracle_process import OracleProcess
from mistral_suite.outcome import differences
from mistral_suite.plan import Job

_CASES = all_cases()
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


@pytest.fixture(scope="module")
def both(request: pytest.FixtureRequest, oracle: OracleProcess, client: Client) -> Iterator[Both]:
    """Both engines at work."""
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    cases: set[Case] = {spec.params["case"] for spec in specs if spec and "case" in spec.params}
    with abandoned_pool(AT_ONCE) as pool:
        yield Both({case.name: (case.job, _lazy_job(case)) for case in _CASES if case in cases}, oracle, client, pool)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_mistral_gives_what_the_case_says(case: Case, both: Both) -> None:
    assert unmet(case.expect, both.mistral(case.name)) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_lazyengine_gives_the_same(case: Case, both: Both) -> None:
    lazy = both.lazy(case.name)
    found = differences(both.mistral(case.name), lazy)
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
