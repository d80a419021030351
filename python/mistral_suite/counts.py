"""The table of counts: how many comparisons there were by group, and how they came out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

EQUAL, AS_EXPECTED, UNEQUAL = "equal", "different as expected", "different"
REFUSED = "refused by both"
_KINDS = (EQUAL, AS_EXPECTED, REFUSED, UNEQUAL)

_counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
_places: defaultdict[str, list[str]] = defaultdict(list)


def count(groups: Iterable[str], kind: str) -> None:
    """Count one comparison in each of its groups."""
    for group in groups:
        _counts[group][kind] += 1


def tell(group: str, line: str) -> None:
    """Add a line to what is told below the table."""
    _places[group].append(line)


def table() -> list[str]:
    """The lines of it; none where nothing was compared."""
    if not _counts:
        return []
    lines = [f"  {'':34}" + "".join(f"{kind:>23}" for kind in _KINDS)]
    for group, kinds in _counts.items():
        lines.append(f"  {group:34}" + "".join(f"{kinds[kind]:>23}" for kind in _KINDS))
    for group, told in _places.items():
        lines += [f"  {group}:", *(f"    {line}" for line in told)]
    return lines
