"""Decisions: the answer to a work item of kind EVALUATE, or what comes beside an outcome.

Durations are seconds or timedeltas. A field left at its default is not sent; what it then means is the contract's word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from lazyengine.enums import FlowState, InFlight, Verdict
from lazyengine.flow_spec import Timeouts


@dataclass(slots=True)
class FiredEdge:
    """An edge that is to fire, by its index among those of the task; `message` in place of the edge's own."""

    edge: int
    message: str = ""


@dataclass(slots=True)
class Plan:
    """How one instance of a task runs where that differs from its spec."""

    delay: timedelta | float | None = None
    delay_after: timedelta | float | None = None
    queue: str = ""
    priority: int | None = None
    timeouts: Timeouts | None = None
    pause: bool = False
    # Of a task with `for_each`; with `more` it is asked again for what follows.
    items: Sequence[Any] = ()
    more: bool = False
    max_parallel: int = 0


@dataclass(slots=True)
class FlowEnd:
    """The end of the flow; `state` is required but with phase OUTPUT."""

    state: FlowState | str | None = None
    message: str = ""
    output: Any = None
    in_flight: InFlight | str | None = None


@dataclass(slots=True)
class Decision:
    """What is decided; an empty one lets all go as it would without. `fired` takes indexes, or FiredEdge."""

    verdict: Verdict | str | None = None
    fired: Sequence[int | FiredEdge | Mapping[str, Any]] = ()
    fires_none: bool = False
    skip: Sequence[str] = ()
    delay: timedelta | float | None = None
    context: Any = None
    globals: Mapping[str, Any] = field(default_factory=dict)
    plan: Plan | Mapping[str, Any] | None = None
    end: FlowEnd | Mapping[str, Any] | None = None
    drop_result: bool = False
    message: str = ""
