"""What calls answer about tasks. Times are timezone-aware UTC datetimes, payloads native values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lazyengine.enums import AttemptEnd, Intent, Phase, TaskState, WorkKind
from lazyengine.flow_values import Failure


@dataclass(frozen=True, slots=True)
class TaskRef:
    """A task by name, with what it takes to put it into a queue of one's own."""

    flow_id: str
    task_id: str
    name: str
    type: str
    queue: str
    attempt: int
    priority: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an attempt has come, as its holder said; `fraction` is 0 to 1."""

    fraction: float
    details: Any
    update_time: datetime | None


@dataclass(frozen=True, slots=True)
class TaskAttempt:
    """One attempt that is over."""

    attempt: int
    tries: int
    worker_id: str
    session_id: str
    ready_time: datetime | None
    claim_time: datetime | None
    end_time: datetime | None
    end: AttemptEnd
    outcome_digest: str
    failure: Failure | None
    # EXECUTE, or REVERT where it was to undo the task.
    kind: WorkKind
    child_flow_id: str


@dataclass(frozen=True, slots=True)
class ScopeAttempt:
    """One time that a scope ran: what its controller resulted in, and what failed, by name."""

    value: Any
    failures: Mapping[str, Failure]
    own: Failure | None


@dataclass(frozen=True, slots=True)
class Cause:
    """An edge that led to the run of a task: by its index among the edges of the task that it led from."""

    task_id: str
    edge: int
    # What it hands on; only of a ready task.
    context: Any = None


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """What an attempt resulted in: one of the two."""

    result: Any
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class Fired:
    """An edge that fired when its task ended, by its index."""

    edge: int
    message: str


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """Everything about one task of a flow, as far as the view shows it."""

    task_id: str
    name: str
    type: str
    queue: str
    state: TaskState
    state_reason: str
    intent: Intent
    kind: WorkKind
    deferred: bool
    attempt: int
    tries: int
    next_attempt_time: datetime | None
    deadline: datetime | None
    worker_id: str
    session_id: str
    labels: Mapping[str, str]
    input: Any
    ready_time: datetime | None
    start_time: datetime | None
    end_time: datetime | None
    result: Any
    failure: Failure | None
    revert_result: Any
    revert_failure: Failure | None
    depends_on: tuple[str, ...]
    attempts: tuple[TaskAttempt, ...]
    progress: Progress | None
    causes: tuple[Cause, ...]
    fired: tuple[Fired, ...]
    phase: Phase
    memo: Any
    context: Any
    scope_history: tuple[ScopeAttempt, ...]
    # Of `attempts` and `scope_history` some details, causes and values are left out, the oldest first.
    failures_truncated: bool
    # Of an item of a list: what it is, and its place there. Of a task that runs for each: how many there are.
    item: Any
    item_index: int | None
    item_count: int | None
    child_flow_id: str
    round: int
    # What a snapshot that its flow began with says of it beside all this.
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadyTask:
    """A task that is handed to an executor, or only shown: all it needs to do the work and to answer."""

    flow_id: str
    task_id: str
    name: str
    type: str
    queue: str
    kind: WorkKind
    attempt: int
    tries: int
    claim_token: str
    input: Any
    flow_input: Any
    dependency_results: Mapping[str, Any]
    results_truncated: bool
    priority: int
    labels: Mapping[str, str]
    ready_time: datetime | None
    deadline: datetime | None
    heartbeat_timeout: timedelta | None
    trace_context: str
    # With kind EVALUATE: what is to be decided, with END about which outcome. With kind REVERT `own` is to be undone.
    phase: Phase
    own: TaskOutcome | None
    causes: tuple[Cause, ...]
    contexts_truncated: bool
    memo: Any
    globals: Mapping[str, Any]
    # With kind REVERT by task_id what led to it, with phase FAILURE by name what is to be decided about.
    failures: Mapping[str, Failure]
    # Of a controller: each time that its scope has run so far.
    history: tuple[ScopeAttempt, ...]
    # SKIP with phase END: a caller skips the task, and it is decided which of its edges fire.
    intent: Intent
    # Of an item of a list: what it is to be done for, and its place there; None = it runs once.
    item: Any
    item_index: int | None
    # Of `failures` and `history` some details, causes and values are left out, the oldest first.
    failures_truncated: bool


@dataclass(frozen=True, slots=True)
class TaskClaim:
    """One claim that a session holds, by its token."""

    flow_id: str
    task_id: str
    claim_token: str
