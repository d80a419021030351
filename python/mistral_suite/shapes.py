"""Values that actions of a workbook might plausibly give: such as its expressions look for."""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

# `task(name).result.a.b` and `task().result.a.b`, as far as it is a path.
_OTHERS = re.compile(r"task\(\s*['\"]?(\w+)['\"]?\s*\)\.result((?:\.\w+(?![\w(]))*)")
_OWN = re.compile(r"task\(\s*\)\.result((?:\.\w+(?![\w(]))*)")
_LEAVES: tuple[Any, ...] = ("value", 3, True, None, [], ["one", "two"], {"name": "value"})


def plausible_values(workflows: Mapping[str, Mapping[str, Any]], seed: int) -> dict[str, Any]:
    """A value for each action of the workflows, the same for the same seed; with seed 0 the simplest."""
    paths: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for workflow in workflows.values():
        tasks = workflow.get("tasks", {})
        actions = {name: _action(task) for name, task in tasks.items()}
        for name, path in _OTHERS.findall(str(workflow)):
            if name in actions:
                paths[actions[name]].add(_parts(path))
        for name, task in tasks.items():
            paths[actions[name]].update(_parts(path) for path in _OWN.findall(str(task)))
            paths[actions[name]].add(())
    return {action: _value(action, found, seed) for action, found in sorted(paths.items()) if action}


def _action(task: Any) -> str:
    action = task.get("action", "") if isinstance(task, Mapping) else ""
    return str(action).split(" ", 1)[0]


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(".") if part)


def _value(action: str, paths: Iterable[tuple[str, ...]], seed: int) -> Any:
    chance = random.Random(hashlib.sha256(f"{seed} {action}".encode()).digest())
    value: Any = {}
    for path in sorted(paths):
        inner = value
        for part in path[:-1]:
            held = inner.setdefault(part, {})
            inner = held if isinstance(held, dict) else inner.__setitem__(part, {}) or inner[part]
        if path and not isinstance(inner.get(path[-1]), dict):
            inner[path[-1]] = "value" if seed == 0 else chance.choice(_LEAVES)
    return value or ("value" if seed == 0 else chance.choice(_LEAVES))
