"""Why a task stands where it does, as ExplainTask answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lazyengine.enums import SlotState, TaskReasonKind, TaskState
from lazyengine.flow_values import Flow
from lazyengine.task_values import TaskDetails


@dataclass(frozen=True, slots=True)
class TaskReason:
    """One reason: `message` is for people, `task_ids` (at most 100) the tasks that it lies with, `time` when it is due
    or since when it is so.
    """

    kind: TaskReasonKind
    message: str
    task_ids: tuple[str, ...]
    time: datetime | None


@dataclass(frozen=True, slots=True)
class TaskSource:
    """A task that edges lead from to another; `edges` are those edges, by index."""

    task_id: str
    state: TaskState
    slot: SlotState
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """Who might take a ready task, as the process that answered sees it: streams, their credit, polls that wait, and
    how many flows go before (at most 100 are looked at).
    """

    queue: str
    executors: int
    credit: int
    polls: int
    heads_before: int
    ready_in_flow: int
    other_processes: int


@dataclass(frozen=True, slots=True)
class ExplainTaskResponse:
    """The reasons, the decisive one first, and what they are read off. `sources_needed` 0 = the task has no join;
    `queue` is None unless the task is READY.
    """

    flow: Flow
    task: TaskDetails
    reasons: tuple[TaskReason, ...]
    sources: tuple[TaskSource, ...]
    sources_truncated: bool
    sources_needed: int
    queue: QueueView | None
