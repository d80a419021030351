"""The answers of the unary calls and the frames of WatchFlow, under the names of their messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lazyengine.flow_spec import FlowSpec
from lazyengine.flow_values import Definition, Flow, StateChange
from lazyengine.limits import Limits
from lazyengine.task_values import TaskDetails, TaskRef


@dataclass(frozen=True, slots=True)
class RunResponse:
    """The flow (without a revision where it was only validated), the tasks that are ready at once, and what changed.
    `replayed`: it was there already.
    """

    flow: Flow
    ready: tuple[TaskRef, ...]
    ready_count: int
    changes: tuple[StateChange, ...]
    changes_truncated: bool
    replayed: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskCompleteResponse:
    """The task and the flow after the completion, and what that made ready. `replayed`: it was recorded before."""

    task: TaskDetails
    ready: tuple[TaskRef, ...]
    flow: Flow
    replayed: bool
    changes: tuple[StateChange, ...]
    changes_truncated: bool


@dataclass(frozen=True, slots=True)
class ControlResponse:
    """The flow after a control call, and what changed. `replayed`: it had been carried out before."""

    flow: Flow
    changes: tuple[StateChange, ...]
    changes_truncated: bool
    replayed: bool


@dataclass(frozen=True, slots=True)
class SuspendFlowResponse(ControlResponse):
    """Answers SuspendFlow."""


@dataclass(frozen=True, slots=True)
class ResumeFlowResponse(ControlResponse):
    """Answers ResumeFlow."""


@dataclass(frozen=True, slots=True)
class CancelFlowResponse(ControlResponse):
    """Answers CancelFlow."""


@dataclass(frozen=True, slots=True)
class RevertFlowResponse(ControlResponse):
    """Answers RevertFlow."""


@dataclass(frozen=True, slots=True)
class EndFlowResponse(ControlResponse):
    """Answers EndFlow."""


@dataclass(frozen=True, slots=True)
class RetryFlowResponse(ControlResponse):
    """Answers RetryFlow."""


@dataclass(frozen=True, slots=True)
class SkipTaskResponse(ControlResponse):
    """Answers SkipTask."""


@dataclass(frozen=True, slots=True)
class DeleteFlowResponse:
    """The flow as it was; None where there was none."""

    flow: Flow | None


@dataclass(frozen=True, slots=True)
class GetFlowDetailsResponse:
    """The flow and one page of its tasks, in definition order. An empty `next_page_token` = the last page."""

    flow: Flow
    tasks: tuple[TaskDetails, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True)
class ListFlowsResponse:
    """One page of flows, newest first. A filtered page may be empty though there are more."""

    flows: tuple[Flow, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True)
class FlowUpdate:
    """The latest state of a flow and of those of its tasks that changed; `revision` is where to go on."""

    revision: str
    flow: Flow
    tasks: tuple[TaskDetails, ...]


@dataclass(frozen=True, slots=True)
class WatchCurrent:
    """A watch is up to date and follows live from here."""

    revision: str


@dataclass(frozen=True, slots=True)
class FlowDeleted:
    """A watched flow is gone."""

    revision: str
    flow_id: str


WatchFlowFrame = FlowUpdate | WatchCurrent | FlowDeleted


@dataclass(frozen=True, slots=True)
class PutDefinitionResponse:
    """What names the stored definition. `created`: its content was not stored before."""

    digest: str
    created: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportDefinitionResponse:
    """What names the stored definition. `created`: its content was not stored before. `task_count`: what has come."""

    digest: str
    created: bool
    warnings: tuple[str, ...]
    task_count: int


@dataclass(frozen=True, slots=True)
class GetDefinitionResponse:
    """A definition and its content; `spec` is None where it has more tasks than one message may bring."""

    definition: Definition
    spec: FlowSpec | None


@dataclass(frozen=True, slots=True)
class ListDefinitionsResponse:
    """One page of definitions, the one put last first."""

    definitions: tuple[Definition, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True)
class GetServerInfoResponse:
    """What a server is: version, capabilities, limits, store and clock."""

    version: str
    capabilities: tuple[str, ...]
    limits: Limits
    store: str
    stored_format: int
    server_time: datetime | None
    clock_offset: timedelta | None
    process_id: str
