"""Client and executor for LazyEngine, a passive, stateless workflow engine."""

from lazyengine.backoff import Backoff
from lazyengine.client import Client
from lazyengine.completion import Cancelled, Deferred, TaskCompletion
from lazyengine.connection import Tls
from lazyengine.enums import (
    AttemptEnd,
    ConflictPolicy,
    FailureMode,
    FlowState,
    FlowView,
    Intent,
    OnLost,
    ResponseDetail,
    TaskState,
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
from lazyengine.flow_file import FlowFileError, load_flow_file, parse_flow_file
from lazyengine.flow_handle import FlowHandle
from lazyengine.flow_spec import Dependency, FlowSpec, Noop, RetryPolicy, TaskSpec, Timeouts
from lazyengine.flow_values import Failure, Flow
from lazyengine.payload import Payload, PayloadCodec
from lazyengine.task import Stop, Task
from lazyengine.task_values import ReadyTask, TaskClaim, TaskDetails
from lazyengine.version import __version__

__all__ = [
    "AttemptEnd",
    "Backoff",
    "Cancelled",
    "Client",
    "ConflictPolicy",
    "Deferred",
    "Dependency",
    "Executor",
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
    "LazyEngineError",
    "NonRetryableError",
    "Noop",
    "OnLost",
    "Payload",
    "PayloadCodec",
    "ReadyTask",
    "ResponseDetail",
    "RetryAfter",
    "RetryPolicy",
    "Stop",
    "Task",
    "TaskCancelled",
    "TaskClaim",
    "TaskCompletion",
    "TaskDetails",
    "TaskFailure",
    "TaskSpec",
    "TaskState",
    "Timeouts",
    "Tls",
    "WatchMode",
    "WorkKind",
    "__version__",
    "load_flow_file",
    "parse_flow_file",
]
