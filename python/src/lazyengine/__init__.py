"""Client and executor for LazyEngine, a passive, stateless workflow engine."""

from lazyengine.app import App, TaskFunction, TaskResult
from lazyengine.backoff import Backoff
from lazyengine.channel_settings import Tls
from lazyengine.client import Client
from lazyengine.completion import Cancelled, Decided, Deferred, Spawn, TaskCompletion
from lazyengine.concurrency_key_values import ConcurrencyKey
from lazyengine.decision import Decision, FiredEdge, FlowEnd, Plan
from lazyengine.enums import (
    AttemptEnd,
    ConflictPolicy,
    Controller,
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
    Repeat,
    RetryPolicy,
    ScopeSpec,
    TaskSpec,
    Timeouts,
)
from lazyengine.flow_values import Failure, Flow
from lazyengine.payload import Payload, PayloadCodec
from lazyengine.queue_values import Queue, QueueWork
from lazyengine.retention import Retention, RetentionRule
from lazyengine.schedule import CronTiming, IntervalTiming, Schedule, ScheduledRun, ScheduleOccurrence, ScheduleSpec
from lazyengine.schedule_enums import DueOutcome, OverlapPolicy, PutMode
from lazyengine.simulation import Assumption, SimulateFlowResponse
from lazyengine.task import Stop, Task
from lazyengine.task_values import ReadyTask, ScopeAttempt, TaskClaim, TaskDetails
from lazyengine.version import __version__

__all__ = [
    "App",
    "Assumption",
    "AttemptEnd",
    "Backoff",
    "Cancelled",
    "Client",
    "ConcurrencyKey",
    "ConflictPolicy",
    "Controller",
    "CronTiming",
    "Decided",
    "Decision",
    "Deferred",
    "Dependency",
    "DueOutcome",
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
    "FlowState",
    "FlowView",
    "ForEach",
    "InFlight",
    "Intent",
    "IntervalTiming",
    "Join",
    "JoinKind",
    "LazyEngineError",
    "NonRetryableError",
    "Noop",
    "OnLost",
    "Outcome",
    "OverlapPolicy",
    "Payload",
    "PayloadCodec",
    "Phase",
    "Plan",
    "PutMode",
    "Queue",
    "QueueWork",
    "ReadyTask",
    "Repeat",
    "ResponseDetail",
    "Retention",
    "RetentionRule",
    "RetryAfter",
    "RetryPolicy",
    "Schedule",
    "ScheduleOccurrence",
    "ScheduleSpec",
    "ScheduledRun",
    "ScopeAttempt",
    "ScopeSpec",
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
    "TaskFunction",
    "TaskReasonKind",
    "TaskResult",
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
