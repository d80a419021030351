"""What SimulateFlow is told and answers. Moments are timedeltas from the simulation's begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lazyengine.enums import FlowState, SimulatedOutcome, SimulationEnd, TaskState


@dataclass(frozen=True, slots=True)
class Assumption:
    """What is assumed of a task's tries: how long each takes (None = 1 s; seconds or timedelta), what becomes of it,
    and how many fail first.
    """

    duration: timedelta | float | None = None
    outcome: SimulatedOutcome | str = SimulatedOutcome.UNSPECIFIED
    failures: int = 0


@dataclass(frozen=True, slots=True)
class SimulatedTask:
    """A task, or an instance of one, that was under way: when its turn came, when it was first claimed, when it ended,
    and for how long no executor was free.
    """

    task_id: str
    state: TaskState
    reached: timedelta | None
    start: timedelta | None
    end: timedelta | None
    waited: timedelta | None
    attempts: int


@dataclass(frozen=True, slots=True)
class SimulatedBatch:
    """Tasks that start at the same moment."""

    start: timedelta | None
    task_count: int


@dataclass(frozen=True, slots=True)
class SimulateFlowResponse:
    """The timeline and what follows from it; of each list at most 1,000, of the critical path the last ones."""

    end: SimulationEnd
    state: FlowState
    makespan: timedelta | None
    tasks: tuple[SimulatedTask, ...]
    task_count: int
    batches: tuple[SimulatedBatch, ...]
    batch_count: int
    critical_path: tuple[SimulatedTask, ...]
    doomed: tuple[str, ...]
    doomed_count: int
    unreachable: tuple[str, ...]
    unreachable_count: int
    pauses: int
    steps: int
