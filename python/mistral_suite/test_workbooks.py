"""Workbooks that operators ran, in the folder that LAZYENGINE_TRIPLEO_WORKBOOKS names, on Mistral and on LazyEngine.

MISTRAL_SUITE_PLANS=all runs each workflow by every plan: all actions succeed, each action fails at its first call,
three seeds of chance. By default it is the first of these and one seed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml

from lazyengine import Client
from lazyengine.mistral.compiler import compile_workflow
from lazyengine.mistral.document import parse
from lazyengine.mistral.not_supported import NotSupported
from mistral_suite.abandoned_pool import abandoned_pool
from mistral_suite.both import AT_ONCE, Both
from mistral_suite.counts import EQUAL, REFUSED, UNEQUAL, count, tell
from mistral_suite.oracle_process import OracleError, OracleProcess
from mistral_suite.outcome import Outcome, differences
from mistral_suite.plan import Job
from mistral_suite.shapes import plausible_values

_VARIABLE = "LAZYENGINE_TRIPLEO_WORKBOOKS"
_FOLDER = os.environ.get(_VARIABLE)
_ALL_PLANS = os.environ.get("MISTRAL_SUITE_PLANS") == "all"
_SEEDS = (1, 2, 3) if _ALL_PLANS else (1,)
_TRIES = 2
_RUN_SECONDS = 120.0


def _workflows() -> list[tuple[Path, str]]:
    paths = sorted(Path(_FOLDER).glob("*.yaml")) if _FOLDER else []
    return [(path, name) for path in paths for name in _book(path)["workflows"]]


@cache
def _book(path: Path) -> Mapping[str, Any]:
    book: Mapping[str, Any] = yaml.safe_load(path.read_text())
    return book


@cache
def _text(path: Path) -> str:
    """The workbook, but that what polls until something has come true tries less often, and without waiting."""
    book = yaml.safe_load(path.read_text())
    for workflow in book["workflows"].values():
        for task in workflow.get("tasks", {}).values():
            if "retry" in task:
                task["retry"] = {**_retry(task["retry"]), "count": _TRIES, "delay": 0}
    return str(yaml.safe_dump(book, sort_keys=False, allow_unicode=True))


def _retry(told: Any) -> Mapping[str, Any]:
    """A retry may be written in one line."""
    return dict(part.split("=", 1) for part in told.split()) if isinstance(told, str) else told


_WORKFLOWS = _workflows()
_PATHS = sorted({path for path, _ in _WORKFLOWS})


def test_the_workbooks_are_there() -> None:
    if not _FOLDER:
        pytest.skip(f"NO REAL WORKBOOKS WERE COMPARED: {_VARIABLE} does not name a folder of them")
    assert _WORKFLOWS, f"{_VARIABLE}={_FOLDER}: no workbooks"


@pytest.fixture(scope="module")
def both(request: pytest.FixtureRequest, oracle: OracleProcess, client: Client) -> Iterator[Both]:
    """Both engines at work on what is run here; one workflow of each workbook after the other."""
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    places = {(spec.params["path"], spec.params["name"]) for spec in specs if spec and "name" in spec.params}
    by_book = [[place for place in _WORKFLOWS if place[0] == path and place in places] for path in _PATHS]
    turns: list[tuple[Path, str]] = [place for turn in zip_longest(*by_book) for place in turn if place is not None]
    jobs = {_title(path, name, plan): (job, job) for path, name in turns for plan, job in _jobs(path, name)}
    with abandoned_pool(AT_ONCE) as pool:
        yield Both(jobs, oracle, client, pool)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("path", "name"), _WORKFLOWS, ids=lambda value: value.stem if isinstance(value, Path) else value
)
def test_a_real_workflow_comes_out_the_same(path: Path, name: str, both: Both) -> None:
    try:
        compile_workflow(parse(_text(path), False), name)
    except NotSupported as error:
        pytest.fail(f"Mistral takes it, LazyEngine does not: {error}")
    count([f"{path.stem}: compiled"], EQUAL)
    unequal = {}
    for plan, _ in _jobs(path, name):
        title = _title(path, name, plan)
        mistral, refusal = _outcome_or_refusal(partial(both.mistral, title))
        lazy, other = _outcome_or_refusal(partial(both.lazy, title))
        if mistral is None or lazy is None:
            found = {} if mistral is None and lazy is None else {"start": f"{refusal or 'runs'} != {other or 'runs'}"}
            count(["real workbooks", path.stem], UNEQUAL if found else REFUSED)
        else:
            found = differences(mistral, lazy)
            count(["real workbooks", path.stem], UNEQUAL if found else EQUAL)
        if found:
            unequal[plan] = found
            tell("real workbooks that differ", f"{title}: {', '.join(found)}")
    assert not unequal, json.dumps(unequal, indent=1)


@pytest.mark.parametrize("path", _PATHS, ids=lambda path: path.stem)
def test_what_mistral_validates_compiles(path: Path) -> None:
    document = parse(path.read_text(), True)

    assert [compile_workflow(document, name).name for name in _book(path)["workflows"]]


def _title(path: Path, name: str, plan: str) -> str:
    return f"{path.stem} {name} ({plan})"


def _jobs(path: Path, name: str) -> Iterator[tuple[str, Job]]:
    book = _book(path)
    actions = sorted({action for action in _actions(book["workflows"][name]) if action})
    plans: dict[str, dict[str, Any]] = {"all succeed": {"seed": 0}}
    if _ALL_PLANS:
        plans.update({f"{action} fails": {"seed": 0, "fail": action} for action in actions})
    plans.update({f"seed {seed}": {"seed": seed} for seed in _SEEDS})
    for title, plan in plans.items():
        values = plausible_values(book["workflows"], plan["seed"])
        yield (
            title,
            {
                "text": _text(path),
                "workbook": book["name"],
                "workflow": name,
                "input": _input(book["workflows"][name]),
                "plan": {**plan, "values": values},
                "validate": False,
                "shared": True,
                "timeout": _RUN_SECONDS,
            },
        )


def _actions(workflow: Mapping[str, Any]) -> Iterator[str]:
    for task in workflow.get("tasks", {}).values():
        yield str(task.get("action", "")).split(" ", 1)[0]


def _input(workflow: Mapping[str, Any]) -> dict[str, Any]:
    """For each input that has no default a text, or two of them where a task goes through it."""
    lists = set(re.findall(r"in <% \$\.(\w+)", str([task.get("with-items") for task in workflow["tasks"].values()])))
    names = [name for name in workflow.get("input", []) if isinstance(name, str)]
    return {name: [f"a {name}", f"other {name}"] if name in lists else f"a {name}" for name in names}


def _outcome_or_refusal(run: Any) -> tuple[Outcome | None, str]:
    """What came of it, or why it was not started."""
    try:
        return run(), ""
    except OracleError as error:
        return None, str(error)
    except Exception as error:
        if type(error).__module__.startswith(("mistral", "lazyengine")):
            return None, f"{type(error).__name__}: {error}"
        raise
