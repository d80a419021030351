"""What the streams of ready tasks and the calls of sessions answer, frame by frame. Durations are timedeltas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lazyengine.enums import AttemptEnd
from lazyengine.errors import LazyEngineError
from lazyengine.responses import TaskCompleteResponse
from lazyengine.task_values import ReadyTask


@dataclass(frozen=True, slots=True)
class Opened:
    """The first frame of a stream: what was granted. `resumed` = what the session holds is sent again."""

    session_id: str
    resumed: bool
    max_in_flight: int
    lease_duration: timedelta | None


@dataclass(frozen=True, slots=True)
class ReadyTasks:
    """Tasks for this session, or, where it only observes, tasks that became ready."""

    tasks: tuple[ReadyTask, ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """A claim that is over without its holder's doing."""

    flow_id: str
    task_id: str
    claim_token: str
    reason: AttemptEnd


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """A held task whose flow is being cancelled: outcomes are taken until `deadline`."""

    flow_id: str
    task_id: str
    claim_token: str
    reason: str
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Draining:
    """The server process stops: connect again, after `reconnect_after`."""

    reconnect_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is being handed out; `backlog` tasks are known to wait, which is a hint."""

    backlog: int


@dataclass(frozen=True, slots=True)
class CompletionVerdict:
    """What became of one completion, or of one claim of a release: an error, or, for a completion, the answer."""

    error: LazyEngineError | None
    answer: TaskCompleteResponse | None


@dataclass(frozen=True, slots=True)
class TaskCompleteBatchResponse:
    """A verdict for each item of a batch, in the same order."""

    verdicts: tuple[CompletionVerdict, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The answer to one `complete` or `release` frame: a verdict for each of its items, in the same order."""

    seq: int
    verdicts: tuple[CompletionVerdict, ...]


SessionFrame = Opened | ReadyTasks | Revoked | CancelRequested | Draining | Idle
ExecutorFrame = SessionFrame | Verdicts


@dataclass(frozen=True, slots=True)
class KeepSessionResponse:
    """How long the session lives from now on, and what it would have learned on a stream."""

    lease_duration: timedelta | None
    expire_time: datetime | None
    cancel_requested: tuple[CancelRequested, ...]
    lost_claims: tuple[Revoked, ...]
    statuses: tuple[LazyEngineError | None, ...]


@dataclass(frozen=True, slots=True)
class StatusesResponse:
    """What became of each item, in the same order: an error, or None where it was done."""

    statuses: tuple[LazyEngineError | None, ...]


@dataclass(frozen=True, slots=True)
class ReleaseTasksResponse(StatusesResponse):
    """What became of each claim."""


@dataclass(frozen=True, slots=True)
class ReportProgressResponse(StatusesResponse):
    """What became of each report."""


@dataclass(frozen=True, slots=True)
class PollReadyTasksResponse:
    """The session that holds the tasks, and the tasks in the order of offering."""

    session_id: str
    tasks: tuple[ReadyTask, ...]
    backlog: int
