"""The names of atoms as a definition may have them: all but those that would look like a further instance of a task."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOOKS_LIKE_AN_INSTANCE = re.compile(r"(#[0-9]+|\[[0-9]+\])\Z")


def task_ids(names: Iterable[str]) -> dict[str, str]:
    """A task_id for each name: the name itself, unless it ends in `#1` or `[1]`, which no task's name may."""
    taken = set(names)
    ids = {}
    for name in sorted(taken):
        ids[name] = name
        while _LOOKS_LIKE_AN_INSTANCE.search(ids[name]) or (ids[name] != name and ids[name] in taken):
            ids[name] += "'"
        taken.add(ids[name])
    return ids
