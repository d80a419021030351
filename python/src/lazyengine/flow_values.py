"""What calls answer about flows and definitions. Times are timezone-aware UTC datetimes, payloads native values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lazyengine.enums import FlowState, Intent, TaskState


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt, a task or a flow failed. `retryable` None = not said, which means True."""

    type: str
    message: str = ""
    details: Any = None
    retryable: bool | None = None
    retry_after: timedelta | None = None
    causes: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskCount:
    """How many tasks of a flow are in one state."""

    state: TaskState
    count: int


@dataclass(frozen=True, slots=True)
class FlowParent:
    """The task of another flow that a flow is the work of."""

    flow_id: str
    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One execution of a definition, as a whole. `revision` is opaque; `version` is for people."""

    flow_id: str
    namespace: str
    name: str
    state: FlowState
    revision: str
    version: int
    create_time: datetime | None
    start_time: datetime | None
    end_time: datetime | None
    update_time: datetime | None
    not_before_time: datetime | None
    deadline: datetime | None
    labels: Mapping[str, str]
    priority: int
    input: Any
    definition_digest: str
    counts: tuple[TaskCount, ...]
    counts_as_of: datetime | None
    failure: Failure | None
    output: Any
    parent: FlowParent | None
    root_flow_id: str
    globals: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StateChange:
    """One change of state that a call caused: of a task, or, where `task_id` is empty, of the flow."""

    task_id: str
    task_from: TaskState
    task_to: TaskState
    flow_from: FlowState
    flow_to: FlowState
    attempt: int
    tries: int
    time: datetime | None
    reason: str
    message: str
    intent: Intent


@dataclass(frozen=True, slots=True)
class Definition:
    """A stored definition, without its tasks."""

    digest: str
    name: str
    version: str
    task_count: int
    put_time: datetime | None
