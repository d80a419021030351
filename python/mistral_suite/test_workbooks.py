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
from pathlib import Path
from typing import Any

import pytest
import yaml
from mistral.lang import parser

from lazyengine import Client
from lazyengine.mistral.compiler import compile_workflow
from lazyengine.mistral.document import parse
from lazyengine.mistral.not_supported import NotSupported
from mistral_suite.counts import EQUAL, REFUSED, UNEQUAL, count, tell
from mistral_suite.lazy_run import lazy_outcome
from mistral_suite.oracle_process import OracleError, OracleProcess
from mistral_suite.outcome import Outcome, differences
from mistral_suite.plan import Job
from mistral_suite.shapes import plausible_values

_VARIABLE = "LAZYENGINE_TRIPLEO_WORKBOOKS"
_FOLDER = os.environ.get(_VARIABLE)
_ALL_PLANS = os.environ.get("MISTRAL_SUITE_PLANS") == "all"
_SEEDS = (1, 2, 3) if _ALL_PLANS else (1,)


def _workflows() -> list[tuple[Path, str]]:
    paths = sorted(Path(_FOLDER).glob("*.yaml")) if _FOLDER else []
    return [(path, name) for path in paths for name in _book(path)["workflows"]]


@cache
def _book(path: Path) -> Mapping[str, Any]:
    book: Mapping[str, Any] = yaml.safe_load(path.read_text())
    return book


_WORKFLOWS = _workflows()


def test_the_workbooks_are_there() -> None:
    if not _FOLDER:
        pytest.skip(f"NO REAL WORKBOOKS WERE COMPARED: {_VARIABLE} does not name a folder of them")
    assert _WORKFLOWS, f"{_VARIABLE}={_FOLDER}: no workbooks"


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("path", "name"), _WORKFLOWS, ids=lambda value: value.stem if isinstance(value, Path) else value
)
def test_a_real_workflow_comes_out_the_same(path: Path, name: str, oracle: OracleProcess, client: Client) -> None:
    document = parse(path.read_text(), False)
    try:
        compile_workflow(document, name)
    except NotSupported as error:
        pytest.fail(f"Mistral takes it, LazyEngine does not: {error}")
    count([f"{path.stem}: compiled"], EQUAL)
    jobs = dict(_jobs(path, name))
    answers = {plan: oracle.submit(job) for plan, job in jobs.items()}
    unequal = {}
    for plan, job in jobs.items():
        mistral, refusal = _outcome_or_refusal(partial(answers[plan].result, 300))
        lazy, other = _outcome_or_refusal(partial(lazy_outcome, client, job))
        if mistral is None or lazy is None:
            found = {} if mistral is None and lazy is None else {"start": f"{refusal or 'runs'} != {other or 'runs'}"}
            count(["real workbooks", path.stem], UNEQUAL if found else REFUSED)
        else:
            found = differences(mistral, lazy)
            count(["real workbooks", path.stem], UNEQUAL if found else EQUAL)
        if found:
            unequal[plan] = found
            tell("real workbooks that differ", f"{path.stem} {name} ({plan}): {', '.join(found)}")
    assert not unequal, json.dumps(unequal, indent=1)


@pytest.mark.timeout(900)
@pytest.mark.skipif(not _ALL_PLANS, reason="validation takes minutes for each workbook: with MISTRAL_SUITE_PLANS=all")
@pytest.mark.parametrize("path", sorted({path for path, _ in _WORKFLOWS}), ids=lambda path: path.stem)
def test_what_mistral_validates_compiles(path: Path) -> None:
    text = path.read_text()
    parser.get_workbook_spec_from_yaml(text, validate=True)
    document = parse(text, True)

    assert [compile_workflow(document, name).name for name in _book(path)["workflows"]]


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
                "text": path.read_text(),
                "workbook": book["name"],
                "workflow": name,
                "input": _input(book["workflows"][name]),
                "plan": {**plan, "values": values},
                "validate": False,
                "shared": True,
                "may_hang": True,
                "timeout": 8.0,
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
