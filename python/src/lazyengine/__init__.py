"""Client and executor for LazyEngine, a passive, stateless workflow engine."""

from lazyengine.backoff import Backoff
from lazyengine.client import Client
from lazyengine.completion import Cancelled, Deferred, TaskCompletion
from lazyengine.connection import Tls
from lazyengine.enums import (
    AttemptEnd,
    ConflictPolicy,
    EdgeTarget,
    FailureMode,
    FlowState,
    FlowView,
    Intent,
    JoinKind,
    OnLost,
    Outcome,
    ResponseDetail,
    SimulatedOutcome,
    SimulationEnd,
    SlotState,
    TaskReasonKind,
    TaskState,
    Unmet,
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
from lazyengine.flow_spec import Dependency, Edge, FlowSpec, Join, Noop, RetryPolicy, TaskSpec, Timeouts
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
    "Deferred",
    "Dependency",
    "Edge",
    "EdgeTarget",
    "Executor",
    "ExplainTaskResponse",
    "Failure",
    "FailureMode",
    "FieldViolation",
    "Flow",
    "FlowFailed",
    "FlowFileError",
    "FlowHandle",
    "FlowSpec",
    "FlowState",
    "FlowView",
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
    "ReadyTask",
    "ResponseDetail",
    "RetryAfter",
    "RetryPolicy",
    "SimulateFlowResponse",
    "SimulatedOutcome",
    "SimulationEnd",
    "SlotState",
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
    "WatchMode",
    "WorkKind",
    "__version__",
    "load_flow_file",
    "parse_flow_file",
]
