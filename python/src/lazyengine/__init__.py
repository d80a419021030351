"""Client and executor for LazyEngine, a passive, stateless workflow engine."""

from lazyengine.backoff import Backoff
from lazyengine.client import Client
from lazyengine.completion import Cancelled, Decided, Deferred, Spawn, TaskCompletion
from lazyengine.connection import Tls
from lazyengine.decision import Decision, FiredEdge, FlowEnd, Plan
from lazyengine.enums import (
    AttemptEnd,
    ConflictPolicy,
    EdgeTarget,
    FailureMode,
    FlowState,
    FlowView,
    InFlight,
    Intent,
    JoinKind,
    OnLost,
    Outcome,
    Phase,
    ResponseDetail,
    SimulatedOutcome,
    SimulationEnd,
    SlotState,
    TaskReasonKind,
    TaskState,
    Unmet,
    Verdict,
    WatchMode,
    WorkKind,
)
from lazyengine.errors import (
    FieldViolation,
    FlowFailed,
    LazyEngineError,
    NonRetryableError,
    RetryAfter,
    TaskCancelled,
    TaskFailure,
)
from lazyengine.executor import Executor
from lazyengine.explanation import ExplainTaskResponse
from lazyengine.flow_file import FlowFileError, load_flow_file, parse_flow_file
from lazyengine.flow_handle import FlowHandle
from lazyengine.flow_spec import (
    Dependency,
    Edge,
    Evaluate,
    FlowSpec,
    ForEach,
    Join,
    Noop,
    RetryPolicy,
    TaskSpec,
    Timeouts,
)
from lazyengine.flow_values import Failure, Flow
from lazyengine.payload import Payload, PayloadCodec
from lazyengine.simulation import Assumption, SimulateFlowResponse
from lazyengine.task import Stop, Task
from lazyengine.task_values import ReadyTask, TaskClaim, TaskDetails
from lazyengine.version import __version__

__all__ = [
    "Assumption",
    "AttemptEnd",
    "Backoff",
    "Cancelled",
    "Client",
    "ConflictPolicy",
    "Decided",
    "Decision",
    "Deferred",
    "Dependency",
    "Edge",
    "EdgeTarget",
    "Evaluate",
    "Executor",
    "ExplainTaskResponse",
    "Failure",
    "FailureMode",
    "FieldViolation",
    "FiredEdge",
    "Flow",
    "FlowEnd",
    "FlowFailed",
    "FlowFileError",
    "FlowHandle",
    "FlowSpec",
    "ForEach",
    "FlowState",
    "FlowView",
    "InFlight",
    "Intent",
    "Join",
    "JoinKind",
    "LazyEngineError",
    "NonRetryableError",
    "Noop",
    "OnLost",
    "Outcome",
    "Payload",
    "PayloadCodec",
    "Phase",
    "Plan",
    "ReadyTask",
    "ResponseDetail",
    "RetryAfter",
    "RetryPolicy",
    "SimulateFlowResponse",
    "SimulatedOutcome",
    "SimulationEnd",
    "SlotState",
    "Spawn",
    "Stop",
    "Task",
    "TaskCancelled",
    "TaskClaim",
    "TaskCompletion",
    "TaskDetails",
    "TaskFailure",
    "TaskReasonKind",
    "TaskSpec",
    "TaskState",
    "Timeouts",
    "Tls",
    "Unmet",
    "Verdict",
    "WatchMode",
    "WorkKind",
    "__version__",
    "load_flow_file",
    "parse_flow_file",
]
