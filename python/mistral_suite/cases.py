"""The workflows of this suite: a file each, of two YAML documents, the case and the text of the workflow.

A case says what it shows (`about`, `covers`), what is done (`workflow`, `input`, `params`, `answers`, `steps`), when it
is over (`until`: a state other than an end; `settle`: seconds after the last step), and what comes of it (`expect`).
Where LazyEngine is to give something else, `differs` says why, at which places, and what it gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mistral_suite.outcome import Outcome
from mistral_suite.plan import Job

FOLDER = Path(__file__).parent / "workflows"
_JOB = ("workflow", "workbook", "input", "params", "steps", "until", "settle")
_FIELDS = frozenset({"about", "covers", "answers", "expect", "differs", *_JOB})


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """`expect`: state, and where told output and tasks, each "STATE" or "STATE runs", in a list for several runs."""

    name: str
    about: str
    covers: tuple[str, ...]
    job: Job
    expect: Mapping[str, Any]
    differs: Mapping[str, Any]


def all_cases() -> list[Case]:
    """Every file of the folder, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.yaml"))]


def unmet(expect: Mapping[str, Any], outcome: Outcome) -> list[str]:
    """What an outcome does not have of what is expected."""
    found: list[str] = []
    if outcome.state != expect["state"]:
        found.append(f"state: {outcome.state}, expected {expect['state']}")
    if "output" in expect:
        output = {
            key: value for key, value in (outcome.output or {}).items() if key != "result" or key in expect["output"]
        }
        if output != expect["output"]:
            found.append(f"output: {output}, expected {expect['output']}")
    if "tasks" in expect:
        tasks = {name: _written(outcome, name) for name in {task.name for task in outcome.tasks}}
        wanted = {name: _one_or_more(told) for name, told in expect["tasks"].items()}
        if tasks != wanted:
            found.append(f"tasks: {tasks}, expected {wanted}")
    for name, value in expect.get("published", {}).items():
        published = [dict(task.published) for task in outcome.tasks if task.name == name]
        if published != [value]:
            found.append(f"published of {name}: {published}, expected {value}")
    for name, value in expect.get("results", {}).items():
        results = [task.result for task in outcome.tasks if task.name == name]
        if results != [value]:
            found.append(f"result of {name}: {results}, expected {value}")
    return found


def _read(path: Path) -> Case:
    head, _, text = path.read_text().partition("\n---\n")
    told = yaml.safe_load(head)
    unknown = set(told) - _FIELDS
    if unknown:
        raise ValueError(f"{path.name}: unknown fields {sorted(unknown)}")
    job = {
        "text": text,
        "plan": {"answers": told.get("answers", {})},
        **{key: told[key] for key in _JOB if key in told},
    }
    covers = tuple(told["covers"])
    return Case(path.stem, told["about"], covers, job, told["expect"], told.get("differs", {}))


def _written(outcome: Outcome, name: str) -> list[str]:
    return sorted(_one(f"{task.state} {task.runs}") for task in outcome.tasks if task.name == name)


def _one_or_more(told: Any) -> list[str]:
    return sorted(_one(one) for one in (told if isinstance(told, list) else [told]))


def _one(told: str) -> str:
    """One run goes without saying."""
    return told.removesuffix(" 1")
