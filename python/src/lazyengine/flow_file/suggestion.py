"""The known name that a wrong one was probably meant to be."""

from __future__ import annotations

from collections.abc import Sequence


def suggestion(given: str, known: Sequence[str]) -> str | None:
    """The known name that equals `given` but for case, `_` and `-`; else the nearest one; else None."""
    folded = _fold(given)
    for name in known:
        if _fold(name) == folded:
            return name
    best: str | None = None
    best_distance = min(3, len(given))
    for name in known:
        distance = _levenshtein(given.lower(), name.lower())
        if distance < best_distance:
            best, best_distance = name, distance
    return best


def _fold(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _levenshtein(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for index, char in enumerate(left):
        following = [index + 1]
        for column, other in enumerate(right):
            replaced = row[column] + (char != other)
            following.append(min(replaced, row[column + 1] + 1, following[column] + 1))
        row = following
    return row[-1]
