from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.rpc import status_pb2 as _status_pb2
from lazyengine.v1 import concurrency_key_pb2 as _concurrency_key_pb2
from lazyengine.v1 import decision_pb2 as _decision_pb2
from lazyengine.v1 import definition_pb2 as _definition_pb2
from lazyengine.v1 import executor_frames_pb2 as _executor_frames_pb2
from lazyengine.v1 import explanation_pb2 as _explanation_pb2
from lazyengine.v1 import failure_pb2 as _failure_pb2
from lazyengine.v1 import flow_pb2 as _flow_pb2
from lazyengine.v1 import flow_spec_pb2 as _flow_spec_pb2
from lazyengine.v1 import limits_pb2 as _limits_pb2
from lazyengine.v1 import outcome_pb2 as _outcome_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import progress_report_pb2 as _progress_report_pb2
from lazyengine.v1 import queue_pb2 as _queue_pb2
from lazyengine.v1 import ready_task_pb2 as _ready_task_pb2
from lazyengine.v1 import retention_pb2 as _retention_pb2
from lazyengine.v1 import schedule_pb2 as _schedule_pb2
from lazyengine.v1 import session_frames_pb2 as _session_frames_pb2
from lazyengine.v1 import simulation_pb2 as _simulation_pb2
from lazyengine.v1 import snapshot_pb2 as _snapshot_pb2
from lazyengine.v1 import spawn_pb2 as _spawn_pb2
from lazyengine.v1 import state_change_pb2 as _state_change_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from lazyengine.v1 import task_pb2 as _task_pb2
from lazyengine.v1 import task_claim_pb2 as _task_claim_pb2
from lazyengine.v1 import task_completion_pb2 as _task_completion_pb2
from lazyengine.v1 import work_kind_pb2 as _work_kind_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

CONFLICT_POLICY_FAIL: ConflictPolicy
CONFLICT_POLICY_REPLACE: ConflictPolicy
CONFLICT_POLICY_RETURN_EXISTING: ConflictPolicy
CONFLICT_POLICY_UNSPECIFIED: ConflictPolicy
DESCRIPTOR: _descriptor.FileDescriptor
PUT_MODE_CREATE: PutMode
PUT_MODE_REPLACE: PutMode
PUT_MODE_UNSPECIFIED: PutMode
PUT_MODE_UPSERT: PutMode
WATCH_MODE_CLAIM: WatchMode
WATCH_MODE_OBSERVE: WatchMode
WATCH_MODE_UNSPECIFIED: WatchMode

class CancelFlowRequest(_message.Message):
    __slots__ = ["expected_revision", "flow_id", "grace", "namespace", "reason", "request_id"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    GRACE_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    flow_id: str
    grace: _duration_pb2.Duration
    namespace: str
    reason: str
    request_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ..., grace: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class CancelFlowResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "replayed"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    replayed: bool
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ...) -> None: ...

class CompletionVerdict(_message.Message):
    __slots__ = ["answer", "status"]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    answer: TaskCompleteResponse
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping]] = ..., answer: _Optional[_Union[TaskCompleteResponse, _Mapping]] = ...) -> None: ...

class DeleteFlowRequest(_message.Message):
    __slots__ = ["allow_missing", "expected_revision", "flow_id", "namespace", "reason", "request_id"]
    ALLOW_MISSING_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    allow_missing: bool
    expected_revision: str
    flow_id: str
    namespace: str
    reason: str
    request_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ..., allow_missing: bool = ...) -> None: ...

class DeleteFlowResponse(_message.Message):
    __slots__ = ["flow"]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    flow: _flow_pb2.Flow
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ...) -> None: ...

class DeleteScheduleRequest(_message.Message):
    __slots__ = ["allow_missing", "expected_revision", "namespace", "request_id", "schedule_id"]
    ALLOW_MISSING_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_ID_FIELD_NUMBER: _ClassVar[int]
    allow_missing: bool
    expected_revision: str
    namespace: str
    request_id: str
    schedule_id: str
    def __init__(self, namespace: _Optional[str] = ..., schedule_id: _Optional[str] = ..., request_id: _Optional[str] = ..., expected_revision: _Optional[str] = ..., allow_missing: bool = ...) -> None: ...

class DeleteScheduleResponse(_message.Message):
    __slots__ = ["schedule"]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    schedule: _schedule_pb2.Schedule
    def __init__(self, schedule: _Optional[_Union[_schedule_pb2.Schedule, _Mapping]] = ...) -> None: ...

class EndFlowRequest(_message.Message):
    __slots__ = ["expected_revision", "flow_id", "in_flight", "message", "namespace", "output", "reason", "request_id", "state"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    flow_id: str
    in_flight: _decision_pb2.InFlight
    message: str
    namespace: str
    output: _payload_pb2.Payload
    reason: str
    request_id: str
    state: _states_pb2.FlowState
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ..., state: _Optional[_Union[_states_pb2.FlowState, str]] = ..., message: _Optional[str] = ..., output: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., in_flight: _Optional[_Union[_decision_pb2.InFlight, str]] = ...) -> None: ...

class EndFlowResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "replayed"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    replayed: bool
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ...) -> None: ...

class ExecuteTasksRequest(_message.Message):
    __slots__ = ["complete", "credit", "drain", "open", "progress", "release"]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    DRAIN_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    complete: _executor_frames_pb2.Complete
    credit: _executor_frames_pb2.Credit
    drain: _executor_frames_pb2.Drain
    open: WatchReadyTasksRequest
    progress: _executor_frames_pb2.ReportedProgress
    release: _executor_frames_pb2.Release
    def __init__(self, open: _Optional[_Union[WatchReadyTasksRequest, _Mapping]] = ..., complete: _Optional[_Union[_executor_frames_pb2.Complete, _Mapping]] = ..., release: _Optional[_Union[_executor_frames_pb2.Release, _Mapping]] = ..., progress: _Optional[_Union[_executor_frames_pb2.ReportedProgress, _Mapping]] = ..., credit: _Optional[_Union[_executor_frames_pb2.Credit, _Mapping]] = ..., drain: _Optional[_Union[_executor_frames_pb2.Drain, _Mapping]] = ...) -> None: ...

class ExecuteTasksResponse(_message.Message):
    __slots__ = ["cancel_requested", "draining", "idle", "opened", "ready_tasks", "revoked", "verdicts"]
    CANCEL_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    DRAINING_FIELD_NUMBER: _ClassVar[int]
    IDLE_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    READY_TASKS_FIELD_NUMBER: _ClassVar[int]
    REVOKED_FIELD_NUMBER: _ClassVar[int]
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    cancel_requested: _session_frames_pb2.CancelRequested
    draining: _session_frames_pb2.Draining
    idle: _session_frames_pb2.Idle
    opened: _session_frames_pb2.Opened
    ready_tasks: _session_frames_pb2.ReadyTasks
    revoked: _session_frames_pb2.Revoked
    verdicts: Verdicts
    def __init__(self, opened: _Optional[_Union[_session_frames_pb2.Opened, _Mapping]] = ..., ready_tasks: _Optional[_Union[_session_frames_pb2.ReadyTasks, _Mapping]] = ..., revoked: _Optional[_Union[_session_frames_pb2.Revoked, _Mapping]] = ..., cancel_requested: _Optional[_Union[_session_frames_pb2.CancelRequested, _Mapping]] = ..., draining: _Optional[_Union[_session_frames_pb2.Draining, _Mapping]] = ..., idle: _Optional[_Union[_session_frames_pb2.Idle, _Mapping]] = ..., verdicts: _Optional[_Union[Verdicts, _Mapping]] = ...) -> None: ...

class ExplainTaskRequest(_message.Message):
    __slots__ = ["flow_id", "namespace", "task_id"]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    flow_id: str
    namespace: str
    task_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., task_id: _Optional[str] = ...) -> None: ...

class ExplainTaskResponse(_message.Message):
    __slots__ = ["flow", "queue", "reasons", "sources", "sources_needed", "sources_truncated", "task"]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    SOURCES_NEEDED_FIELD_NUMBER: _ClassVar[int]
    SOURCES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    flow: _flow_pb2.Flow
    queue: _explanation_pb2.QueueView
    reasons: _containers.RepeatedCompositeFieldContainer[_explanation_pb2.TaskReason]
    sources: _containers.RepeatedCompositeFieldContainer[_explanation_pb2.TaskSource]
    sources_needed: int
    sources_truncated: bool
    task: _task_pb2.TaskDetails
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., task: _Optional[_Union[_task_pb2.TaskDetails, _Mapping]] = ..., reasons: _Optional[_Iterable[_Union[_explanation_pb2.TaskReason, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[_explanation_pb2.TaskSource, _Mapping]]] = ..., sources_truncated: bool = ..., sources_needed: _Optional[int] = ..., queue: _Optional[_Union[_explanation_pb2.QueueView, _Mapping]] = ...) -> None: ...

class FlowDeleted(_message.Message):
    __slots__ = ["flow_id", "revision"]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    flow_id: str
    revision: str
    def __init__(self, revision: _Optional[str] = ..., flow_id: _Optional[str] = ...) -> None: ...

class FlowUpdate(_message.Message):
    __slots__ = ["flow", "revision", "tasks"]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    flow: _flow_pb2.Flow
    revision: str
    tasks: _containers.RepeatedCompositeFieldContainer[_task_pb2.TaskDetails]
    def __init__(self, revision: _Optional[str] = ..., flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., tasks: _Optional[_Iterable[_Union[_task_pb2.TaskDetails, _Mapping]]] = ...) -> None: ...

class GetDefinitionRequest(_message.Message):
    __slots__ = ["digest", "name", "namespace"]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    digest: str
    name: str
    namespace: str
    def __init__(self, namespace: _Optional[str] = ..., digest: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class GetDefinitionResponse(_message.Message):
    __slots__ = ["definition", "spec"]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    definition: _definition_pb2.Definition
    spec: _flow_spec_pb2.FlowSpec
    def __init__(self, definition: _Optional[_Union[_definition_pb2.Definition, _Mapping]] = ..., spec: _Optional[_Union[_flow_spec_pb2.FlowSpec, _Mapping]] = ...) -> None: ...

class GetFlowDetailsRequest(_message.Message):
    __slots__ = ["dependencies_of", "flow_id", "min_revision", "namespace", "page_size", "page_token", "states", "task_id_prefix", "task_ids", "view"]
    DEPENDENCIES_OF_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    MIN_REVISION_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_PREFIX_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    dependencies_of: str
    flow_id: str
    min_revision: str
    namespace: str
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[_states_pb2.TaskState]
    task_id_prefix: str
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    view: _flow_pb2.FlowView
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., view: _Optional[_Union[_flow_pb2.FlowView, str]] = ..., states: _Optional[_Iterable[_Union[_states_pb2.TaskState, str]]] = ..., task_ids: _Optional[_Iterable[str]] = ..., dependencies_of: _Optional[str] = ..., task_id_prefix: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., min_revision: _Optional[str] = ...) -> None: ...

class GetFlowDetailsResponse(_message.Message):
    __slots__ = ["flow", "next_page_token", "tasks"]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    flow: _flow_pb2.Flow
    next_page_token: str
    tasks: _containers.RepeatedCompositeFieldContainer[_task_pb2.TaskDetails]
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., tasks: _Optional[_Iterable[_Union[_task_pb2.TaskDetails, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetRetentionRequest(_message.Message):
    __slots__ = ["namespace"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    def __init__(self, namespace: _Optional[str] = ...) -> None: ...

class GetRetentionResponse(_message.Message):
    __slots__ = ["retention"]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    retention: _retention_pb2.Retention
    def __init__(self, retention: _Optional[_Union[_retention_pb2.Retention, _Mapping]] = ...) -> None: ...

class GetScheduleRequest(_message.Message):
    __slots__ = ["namespace", "schedule_id"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_ID_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    schedule_id: str
    def __init__(self, namespace: _Optional[str] = ..., schedule_id: _Optional[str] = ...) -> None: ...

class GetScheduleResponse(_message.Message):
    __slots__ = ["schedule"]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    schedule: _schedule_pb2.Schedule
    def __init__(self, schedule: _Optional[_Union[_schedule_pb2.Schedule, _Mapping]] = ...) -> None: ...

class GetServerInfoRequest(_message.Message):
    __slots__ = ["namespace"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    def __init__(self, namespace: _Optional[str] = ...) -> None: ...

class GetServerInfoResponse(_message.Message):
    __slots__ = ["capabilities", "clock_offset", "limits", "process_id", "server_time", "store", "stored_format", "version"]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    CLOCK_OFFSET_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    PROCESS_ID_FIELD_NUMBER: _ClassVar[int]
    SERVER_TIME_FIELD_NUMBER: _ClassVar[int]
    STORED_FORMAT_FIELD_NUMBER: _ClassVar[int]
    STORE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    capabilities: _containers.RepeatedScalarFieldContainer[str]
    clock_offset: _duration_pb2.Duration
    limits: _limits_pb2.Limits
    process_id: str
    server_time: _timestamp_pb2.Timestamp
    store: str
    stored_format: int
    version: str
    def __init__(self, version: _Optional[str] = ..., capabilities: _Optional[_Iterable[str]] = ..., limits: _Optional[_Union[_limits_pb2.Limits, _Mapping]] = ..., store: _Optional[str] = ..., stored_format: _Optional[int] = ..., server_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., clock_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., process_id: _Optional[str] = ...) -> None: ...

class ImportDefinitionRequest(_message.Message):
    __slots__ = ["open", "tasks"]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    open: ImportOpen
    tasks: ImportTasks
    def __init__(self, open: _Optional[_Union[ImportOpen, _Mapping]] = ..., tasks: _Optional[_Union[ImportTasks, _Mapping]] = ...) -> None: ...

class ImportDefinitionResponse(_message.Message):
    __slots__ = ["created", "digest", "task_count", "warnings"]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    TASK_COUNT_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    created: bool
    digest: str
    task_count: int
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, digest: _Optional[str] = ..., created: bool = ..., warnings: _Optional[_Iterable[str]] = ..., task_count: _Optional[int] = ...) -> None: ...

class ImportOpen(_message.Message):
    __slots__ = ["namespace", "spec"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    spec: _flow_spec_pb2.FlowSpec
    def __init__(self, namespace: _Optional[str] = ..., spec: _Optional[_Union[_flow_spec_pb2.FlowSpec, _Mapping]] = ...) -> None: ...

class ImportTasks(_message.Message):
    __slots__ = ["tasks"]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[_flow_spec_pb2.TaskSpec]
    def __init__(self, tasks: _Optional[_Iterable[_Union[_flow_spec_pb2.TaskSpec, _Mapping]]] = ...) -> None: ...

class KeepSessionRequest(_message.Message):
    __slots__ = ["namespace", "progress", "session_id"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    progress: _containers.RepeatedCompositeFieldContainer[_progress_report_pb2.ProgressReport]
    session_id: str
    def __init__(self, namespace: _Optional[str] = ..., session_id: _Optional[str] = ..., progress: _Optional[_Iterable[_Union[_progress_report_pb2.ProgressReport, _Mapping]]] = ...) -> None: ...

class KeepSessionResponse(_message.Message):
    __slots__ = ["cancel_requested", "expire_time", "lease_duration", "lost_claims", "statuses"]
    CANCEL_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    LEASE_DURATION_FIELD_NUMBER: _ClassVar[int]
    LOST_CLAIMS_FIELD_NUMBER: _ClassVar[int]
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    cancel_requested: _containers.RepeatedCompositeFieldContainer[_session_frames_pb2.CancelRequested]
    expire_time: _timestamp_pb2.Timestamp
    lease_duration: _duration_pb2.Duration
    lost_claims: _containers.RepeatedCompositeFieldContainer[_session_frames_pb2.Revoked]
    statuses: _containers.RepeatedCompositeFieldContainer[_status_pb2.Status]
    def __init__(self, lease_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., expire_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_requested: _Optional[_Iterable[_Union[_session_frames_pb2.CancelRequested, _Mapping]]] = ..., lost_claims: _Optional[_Iterable[_Union[_session_frames_pb2.Revoked, _Mapping]]] = ..., statuses: _Optional[_Iterable[_Union[_status_pb2.Status, _Mapping]]] = ...) -> None: ...

class ListConcurrencyKeysRequest(_message.Message):
    __slots__ = ["keys", "namespace", "page_size", "page_token"]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    keys: _containers.RepeatedScalarFieldContainer[str]
    namespace: str
    page_size: int
    page_token: str
    def __init__(self, namespace: _Optional[str] = ..., keys: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConcurrencyKeysResponse(_message.Message):
    __slots__ = ["keys", "next_page_token", "truncated"]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    keys: _containers.RepeatedCompositeFieldContainer[_concurrency_key_pb2.ConcurrencyKey]
    next_page_token: str
    truncated: bool
    def __init__(self, keys: _Optional[_Iterable[_Union[_concurrency_key_pb2.ConcurrencyKey, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., truncated: bool = ...) -> None: ...

class ListDefinitionsRequest(_message.Message):
    __slots__ = ["name", "namespace", "page_size", "page_token"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    name: str
    namespace: str
    page_size: int
    page_token: str
    def __init__(self, namespace: _Optional[str] = ..., name: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDefinitionsResponse(_message.Message):
    __slots__ = ["definitions", "next_page_token"]
    DEFINITIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    definitions: _containers.RepeatedCompositeFieldContainer[_definition_pb2.Definition]
    next_page_token: str
    def __init__(self, definitions: _Optional[_Iterable[_Union[_definition_pb2.Definition, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListFlowsRequest(_message.Message):
    __slots__ = ["create_time_after", "create_time_before", "labels", "name", "namespace", "page_size", "page_token", "root_flow_id", "states"]
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CREATE_TIME_AFTER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_BEFORE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ROOT_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    create_time_after: _timestamp_pb2.Timestamp
    create_time_before: _timestamp_pb2.Timestamp
    labels: _containers.ScalarMap[str, str]
    name: str
    namespace: str
    page_size: int
    page_token: str
    root_flow_id: str
    states: _containers.RepeatedScalarFieldContainer[_states_pb2.FlowState]
    def __init__(self, namespace: _Optional[str] = ..., states: _Optional[_Iterable[_Union[_states_pb2.FlowState, str]]] = ..., name: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., create_time_after: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., create_time_before: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., root_flow_id: _Optional[str] = ...) -> None: ...

class ListFlowsResponse(_message.Message):
    __slots__ = ["flows", "next_page_token"]
    FLOWS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    flows: _containers.RepeatedCompositeFieldContainer[_flow_pb2.Flow]
    next_page_token: str
    def __init__(self, flows: _Optional[_Iterable[_Union[_flow_pb2.Flow, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListQueuesRequest(_message.Message):
    __slots__ = ["namespace", "page_size", "page_token", "queues"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    QUEUES_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    page_size: int
    page_token: str
    queues: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, namespace: _Optional[str] = ..., queues: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListQueuesResponse(_message.Message):
    __slots__ = ["next_page_token", "queues", "truncated"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    QUEUES_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    queues: _containers.RepeatedCompositeFieldContainer[_queue_pb2.Queue]
    truncated: bool
    def __init__(self, queues: _Optional[_Iterable[_Union[_queue_pb2.Queue, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., truncated: bool = ...) -> None: ...

class ListSchedulesRequest(_message.Message):
    __slots__ = ["namespace", "page_size", "page_token"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    page_size: int
    page_token: str
    def __init__(self, namespace: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSchedulesResponse(_message.Message):
    __slots__ = ["next_page_token", "schedules"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SCHEDULES_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    schedules: _containers.RepeatedCompositeFieldContainer[_schedule_pb2.Schedule]
    def __init__(self, schedules: _Optional[_Iterable[_Union[_schedule_pb2.Schedule, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PauseScheduleRequest(_message.Message):
    __slots__ = ["expected_revision", "namespace", "note", "request_id", "schedule_id"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_ID_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    namespace: str
    note: str
    request_id: str
    schedule_id: str
    def __init__(self, namespace: _Optional[str] = ..., schedule_id: _Optional[str] = ..., request_id: _Optional[str] = ..., note: _Optional[str] = ..., expected_revision: _Optional[str] = ...) -> None: ...

class PauseScheduleResponse(_message.Message):
    __slots__ = ["schedule"]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    schedule: _schedule_pb2.Schedule
    def __init__(self, schedule: _Optional[_Union[_schedule_pb2.Schedule, _Mapping]] = ...) -> None: ...

class PollReadyTasksRequest(_message.Message):
    __slots__ = ["flow_id", "include_held", "kinds", "lease_duration", "max_tasks", "namespace", "queues", "session_id", "wait", "worker_id"]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_HELD_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    LEASE_DURATION_FIELD_NUMBER: _ClassVar[int]
    MAX_TASKS_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    QUEUES_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    flow_id: str
    include_held: bool
    kinds: _containers.RepeatedScalarFieldContainer[_work_kind_pb2.WorkKind]
    lease_duration: _duration_pb2.Duration
    max_tasks: int
    namespace: str
    queues: _containers.RepeatedScalarFieldContainer[str]
    session_id: str
    wait: _duration_pb2.Duration
    worker_id: str
    def __init__(self, namespace: _Optional[str] = ..., queues: _Optional[_Iterable[str]] = ..., flow_id: _Optional[str] = ..., max_tasks: _Optional[int] = ..., wait: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., worker_id: _Optional[str] = ..., session_id: _Optional[str] = ..., lease_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., include_held: bool = ..., kinds: _Optional[_Iterable[_Union[_work_kind_pb2.WorkKind, str]]] = ...) -> None: ...

class PollReadyTasksResponse(_message.Message):
    __slots__ = ["backlog", "session_id", "tasks"]
    BACKLOG_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    backlog: int
    session_id: str
    tasks: _containers.RepeatedCompositeFieldContainer[_ready_task_pb2.ReadyTask]
    def __init__(self, session_id: _Optional[str] = ..., tasks: _Optional[_Iterable[_Union[_ready_task_pb2.ReadyTask, _Mapping]]] = ..., backlog: _Optional[int] = ...) -> None: ...

class PutDefinitionRequest(_message.Message):
    __slots__ = ["namespace", "spec"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    spec: _flow_spec_pb2.FlowSpec
    def __init__(self, namespace: _Optional[str] = ..., spec: _Optional[_Union[_flow_spec_pb2.FlowSpec, _Mapping]] = ...) -> None: ...

class PutDefinitionResponse(_message.Message):
    __slots__ = ["created", "digest", "warnings"]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    created: bool
    digest: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, digest: _Optional[str] = ..., created: bool = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class PutScheduleRequest(_message.Message):
    __slots__ = ["expected_revision", "namespace", "note", "paused", "put_mode", "request_id", "schedule_id", "spec", "validate_only"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    PUT_MODE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    namespace: str
    note: str
    paused: bool
    put_mode: PutMode
    request_id: str
    schedule_id: str
    spec: _schedule_pb2.ScheduleSpec
    validate_only: bool
    def __init__(self, namespace: _Optional[str] = ..., schedule_id: _Optional[str] = ..., request_id: _Optional[str] = ..., spec: _Optional[_Union[_schedule_pb2.ScheduleSpec, _Mapping]] = ..., put_mode: _Optional[_Union[PutMode, str]] = ..., paused: bool = ..., note: _Optional[str] = ..., expected_revision: _Optional[str] = ..., validate_only: bool = ...) -> None: ...

class PutScheduleResponse(_message.Message):
    __slots__ = ["created", "schedule", "warnings"]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    created: bool
    schedule: _schedule_pb2.Schedule
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, schedule: _Optional[_Union[_schedule_pb2.Schedule, _Mapping]] = ..., created: bool = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class ReleaseTasksRequest(_message.Message):
    __slots__ = ["claims", "delay", "namespace"]
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    DELAY_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    claims: _containers.RepeatedCompositeFieldContainer[_task_claim_pb2.TaskClaim]
    delay: _duration_pb2.Duration
    namespace: str
    def __init__(self, namespace: _Optional[str] = ..., claims: _Optional[_Iterable[_Union[_task_claim_pb2.TaskClaim, _Mapping]]] = ..., delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class ReleaseTasksResponse(_message.Message):
    __slots__ = ["statuses"]
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedCompositeFieldContainer[_status_pb2.Status]
    def __init__(self, statuses: _Optional[_Iterable[_Union[_status_pb2.Status, _Mapping]]] = ...) -> None: ...

class ReportProgressRequest(_message.Message):
    __slots__ = ["namespace", "reports"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REPORTS_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    reports: _containers.RepeatedCompositeFieldContainer[_progress_report_pb2.ProgressReport]
    def __init__(self, namespace: _Optional[str] = ..., reports: _Optional[_Iterable[_Union[_progress_report_pb2.ProgressReport, _Mapping]]] = ...) -> None: ...

class ReportProgressResponse(_message.Message):
    __slots__ = ["statuses"]
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedCompositeFieldContainer[_status_pb2.Status]
    def __init__(self, statuses: _Optional[_Iterable[_Union[_status_pb2.Status, _Mapping]]] = ...) -> None: ...

class ResumeFlowRequest(_message.Message):
    __slots__ = ["expected_revision", "flow_id", "input", "namespace", "reason", "request_id"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    flow_id: str
    input: _payload_pb2.Payload
    namespace: str
    reason: str
    request_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ...) -> None: ...

class ResumeFlowResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "replayed"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    replayed: bool
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ...) -> None: ...

class ResumeScheduleRequest(_message.Message):
    __slots__ = ["catch_up", "expected_revision", "namespace", "note", "request_id", "schedule_id"]
    CATCH_UP_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_ID_FIELD_NUMBER: _ClassVar[int]
    catch_up: bool
    expected_revision: str
    namespace: str
    note: str
    request_id: str
    schedule_id: str
    def __init__(self, namespace: _Optional[str] = ..., schedule_id: _Optional[str] = ..., request_id: _Optional[str] = ..., note: _Optional[str] = ..., expected_revision: _Optional[str] = ..., catch_up: bool = ...) -> None: ...

class ResumeScheduleResponse(_message.Message):
    __slots__ = ["schedule"]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    schedule: _schedule_pb2.Schedule
    def __init__(self, schedule: _Optional[_Union[_schedule_pb2.Schedule, _Mapping]] = ...) -> None: ...

class RetryFlowRequest(_message.Message):
    __slots__ = ["expected_revision", "flow_id", "input", "items", "namespace", "reason", "request_id", "reset", "tasks"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESET_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    flow_id: str
    input: _payload_pb2.Payload
    items: _flow_spec_pb2.ItemRetry
    namespace: str
    reason: str
    request_id: str
    reset: bool
    tasks: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ..., tasks: _Optional[_Iterable[str]] = ..., reset: bool = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., items: _Optional[_Union[_flow_spec_pb2.ItemRetry, str]] = ...) -> None: ...

class RetryFlowResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "replayed"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    replayed: bool
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ...) -> None: ...

class RevertFlowRequest(_message.Message):
    __slots__ = ["expected_revision", "flow_id", "namespace", "reason", "request_id"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    flow_id: str
    namespace: str
    reason: str
    request_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ...) -> None: ...

class RevertFlowResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "replayed"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    replayed: bool
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ...) -> None: ...

class RunRequest(_message.Message):
    __slots__ = ["conflict_policy", "definition_digest", "definition_name", "expected_revision", "flow_id", "input", "labels", "namespace", "not_before_time", "priority", "request_id", "snapshot", "spec", "validate_only"]
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CONFLICT_POLICY_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_DIGEST_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_NAME_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NOT_BEFORE_TIME_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    conflict_policy: ConflictPolicy
    definition_digest: str
    definition_name: str
    expected_revision: str
    flow_id: str
    input: _payload_pb2.Payload
    labels: _containers.ScalarMap[str, str]
    namespace: str
    not_before_time: _timestamp_pb2.Timestamp
    priority: int
    request_id: str
    snapshot: _snapshot_pb2.FlowSnapshot
    spec: _flow_spec_pb2.FlowSpec
    validate_only: bool
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., spec: _Optional[_Union[_flow_spec_pb2.FlowSpec, _Mapping]] = ..., definition_digest: _Optional[str] = ..., definition_name: _Optional[str] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ..., not_before_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., priority: _Optional[int] = ..., conflict_policy: _Optional[_Union[ConflictPolicy, str]] = ..., validate_only: bool = ..., snapshot: _Optional[_Union[_snapshot_pb2.FlowSnapshot, _Mapping]] = ..., expected_revision: _Optional[str] = ...) -> None: ...

class RunResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "ready", "ready_count", "replayed", "warnings"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    READY_COUNT_FIELD_NUMBER: _ClassVar[int]
    READY_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    ready: _containers.RepeatedCompositeFieldContainer[_task_pb2.TaskRef]
    ready_count: int
    replayed: bool
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., ready: _Optional[_Iterable[_Union[_task_pb2.TaskRef, _Mapping]]] = ..., ready_count: _Optional[int] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class SetRetentionRequest(_message.Message):
    __slots__ = ["expected_revision", "namespace", "request_id", "rules"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    namespace: str
    request_id: str
    rules: _containers.RepeatedCompositeFieldContainer[_retention_pb2.RetentionRule]
    def __init__(self, namespace: _Optional[str] = ..., request_id: _Optional[str] = ..., rules: _Optional[_Iterable[_Union[_retention_pb2.RetentionRule, _Mapping]]] = ..., expected_revision: _Optional[str] = ...) -> None: ...

class SetRetentionResponse(_message.Message):
    __slots__ = ["retention"]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    retention: _retention_pb2.Retention
    def __init__(self, retention: _Optional[_Union[_retention_pb2.Retention, _Mapping]] = ...) -> None: ...

class SimulateFlowRequest(_message.Message):
    __slots__ = ["assumptions", "default_assumption", "definition_digest", "definition_name", "flow_id", "namespace", "slots", "spec"]
    class AssumptionsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _simulation_pb2.Assumption
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_simulation_pb2.Assumption, _Mapping]] = ...) -> None: ...
    ASSUMPTIONS_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_ASSUMPTION_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_DIGEST_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_NAME_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    assumptions: _containers.MessageMap[str, _simulation_pb2.Assumption]
    default_assumption: _simulation_pb2.Assumption
    definition_digest: str
    definition_name: str
    flow_id: str
    namespace: str
    slots: int
    spec: _flow_spec_pb2.FlowSpec
    def __init__(self, namespace: _Optional[str] = ..., spec: _Optional[_Union[_flow_spec_pb2.FlowSpec, _Mapping]] = ..., definition_digest: _Optional[str] = ..., definition_name: _Optional[str] = ..., flow_id: _Optional[str] = ..., default_assumption: _Optional[_Union[_simulation_pb2.Assumption, _Mapping]] = ..., assumptions: _Optional[_Mapping[str, _simulation_pb2.Assumption]] = ..., slots: _Optional[int] = ...) -> None: ...

class SimulateFlowResponse(_message.Message):
    __slots__ = ["batch_count", "batches", "critical_path", "doomed", "doomed_count", "end", "makespan", "pauses", "state", "steps", "task_count", "tasks", "unreachable", "unreachable_count"]
    BATCHES_FIELD_NUMBER: _ClassVar[int]
    BATCH_COUNT_FIELD_NUMBER: _ClassVar[int]
    CRITICAL_PATH_FIELD_NUMBER: _ClassVar[int]
    DOOMED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DOOMED_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    MAKESPAN_FIELD_NUMBER: _ClassVar[int]
    PAUSES_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    TASK_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNREACHABLE_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNREACHABLE_FIELD_NUMBER: _ClassVar[int]
    batch_count: int
    batches: _containers.RepeatedCompositeFieldContainer[_simulation_pb2.SimulatedBatch]
    critical_path: _containers.RepeatedCompositeFieldContainer[_simulation_pb2.SimulatedTask]
    doomed: _containers.RepeatedScalarFieldContainer[str]
    doomed_count: int
    end: _simulation_pb2.SimulationEnd
    makespan: _duration_pb2.Duration
    pauses: int
    state: _states_pb2.FlowState
    steps: int
    task_count: int
    tasks: _containers.RepeatedCompositeFieldContainer[_simulation_pb2.SimulatedTask]
    unreachable: _containers.RepeatedScalarFieldContainer[str]
    unreachable_count: int
    def __init__(self, end: _Optional[_Union[_simulation_pb2.SimulationEnd, str]] = ..., state: _Optional[_Union[_states_pb2.FlowState, str]] = ..., makespan: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., tasks: _Optional[_Iterable[_Union[_simulation_pb2.SimulatedTask, _Mapping]]] = ..., task_count: _Optional[int] = ..., batches: _Optional[_Iterable[_Union[_simulation_pb2.SimulatedBatch, _Mapping]]] = ..., batch_count: _Optional[int] = ..., critical_path: _Optional[_Iterable[_Union[_simulation_pb2.SimulatedTask, _Mapping]]] = ..., doomed: _Optional[_Iterable[str]] = ..., doomed_count: _Optional[int] = ..., unreachable: _Optional[_Iterable[str]] = ..., unreachable_count: _Optional[int] = ..., pauses: _Optional[int] = ..., steps: _Optional[int] = ...) -> None: ...

class SkipTaskRequest(_message.Message):
    __slots__ = ["expected_revision", "flow_id", "namespace", "reason", "request_id", "task_id"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    flow_id: str
    namespace: str
    reason: str
    request_id: str
    task_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ..., task_id: _Optional[str] = ...) -> None: ...

class SkipTaskResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "replayed"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    replayed: bool
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ...) -> None: ...

class SuspendFlowRequest(_message.Message):
    __slots__ = ["expected_revision", "flow_id", "namespace", "reason", "request_id"]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    expected_revision: str
    flow_id: str
    namespace: str
    reason: str
    request_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[str] = ...) -> None: ...

class SuspendFlowResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "replayed"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    replayed: bool
    def __init__(self, flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ..., replayed: bool = ...) -> None: ...

class TaskCompleteBatchRequest(_message.Message):
    __slots__ = ["items", "namespace"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[_task_completion_pb2.TaskCompletion]
    namespace: str
    def __init__(self, namespace: _Optional[str] = ..., items: _Optional[_Iterable[_Union[_task_completion_pb2.TaskCompletion, _Mapping]]] = ...) -> None: ...

class TaskCompleteBatchResponse(_message.Message):
    __slots__ = ["verdicts"]
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    verdicts: _containers.RepeatedCompositeFieldContainer[CompletionVerdict]
    def __init__(self, verdicts: _Optional[_Iterable[_Union[CompletionVerdict, _Mapping]]] = ...) -> None: ...

class TaskCompleteRequest(_message.Message):
    __slots__ = ["attempt", "cancelled", "claim_token", "decision", "deferred", "failure", "flow_id", "memo", "namespace", "request_id", "response_detail", "result", "spawn", "task_id"]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    DEFERRED_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    MEMO_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_DETAIL_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    SPAWN_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    cancelled: _outcome_pb2.Cancelled
    claim_token: str
    decision: _decision_pb2.Decision
    deferred: _outcome_pb2.Deferred
    failure: _failure_pb2.Failure
    flow_id: str
    memo: _payload_pb2.Payload
    namespace: str
    request_id: str
    response_detail: _task_completion_pb2.ResponseDetail
    result: _payload_pb2.Payload
    spawn: _spawn_pb2.Spawn
    task_id: str
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., request_id: _Optional[str] = ..., attempt: _Optional[int] = ..., claim_token: _Optional[str] = ..., result: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., deferred: _Optional[_Union[_outcome_pb2.Deferred, _Mapping]] = ..., cancelled: _Optional[_Union[_outcome_pb2.Cancelled, _Mapping]] = ..., spawn: _Optional[_Union[_spawn_pb2.Spawn, _Mapping]] = ..., response_detail: _Optional[_Union[_task_completion_pb2.ResponseDetail, str]] = ..., decision: _Optional[_Union[_decision_pb2.Decision, _Mapping]] = ..., memo: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ...) -> None: ...

class TaskCompleteResponse(_message.Message):
    __slots__ = ["changes", "changes_truncated", "flow", "ready", "replayed", "task"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    READY_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_state_change_pb2.StateChange]
    changes_truncated: bool
    flow: _flow_pb2.Flow
    ready: _containers.RepeatedCompositeFieldContainer[_task_pb2.TaskRef]
    replayed: bool
    task: _task_pb2.TaskDetails
    def __init__(self, task: _Optional[_Union[_task_pb2.TaskDetails, _Mapping]] = ..., ready: _Optional[_Iterable[_Union[_task_pb2.TaskRef, _Mapping]]] = ..., flow: _Optional[_Union[_flow_pb2.Flow, _Mapping]] = ..., replayed: bool = ..., changes: _Optional[_Iterable[_Union[_state_change_pb2.StateChange, _Mapping]]] = ..., changes_truncated: bool = ...) -> None: ...

class TriggerScheduleRequest(_message.Message):
    __slots__ = ["namespace", "overlap_policy", "request_id", "schedule_id"]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    OVERLAP_POLICY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_ID_FIELD_NUMBER: _ClassVar[int]
    namespace: str
    overlap_policy: _schedule_pb2.OverlapPolicy
    request_id: str
    schedule_id: str
    def __init__(self, namespace: _Optional[str] = ..., schedule_id: _Optional[str] = ..., request_id: _Optional[str] = ..., overlap_policy: _Optional[_Union[_schedule_pb2.OverlapPolicy, str]] = ...) -> None: ...

class TriggerScheduleResponse(_message.Message):
    __slots__ = ["occurrence", "schedule"]
    OCCURRENCE_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    occurrence: _schedule_pb2.ScheduleOccurrence
    schedule: _schedule_pb2.Schedule
    def __init__(self, schedule: _Optional[_Union[_schedule_pb2.Schedule, _Mapping]] = ..., occurrence: _Optional[_Union[_schedule_pb2.ScheduleOccurrence, _Mapping]] = ...) -> None: ...

class UpdateConcurrencyKeyRequest(_message.Message):
    __slots__ = ["key", "limit", "namespace", "reason", "request_id"]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    key: str
    limit: int
    namespace: str
    reason: str
    request_id: str
    def __init__(self, namespace: _Optional[str] = ..., key: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., limit: _Optional[int] = ...) -> None: ...

class UpdateConcurrencyKeyResponse(_message.Message):
    __slots__ = ["key", "replayed"]
    KEY_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    key: _concurrency_key_pb2.ConcurrencyKey
    replayed: bool
    def __init__(self, key: _Optional[_Union[_concurrency_key_pb2.ConcurrencyKey, _Mapping]] = ..., replayed: bool = ...) -> None: ...

class UpdateQueueRequest(_message.Message):
    __slots__ = ["concurrency_limit", "namespace", "pause_end_time", "paused", "queue", "rate_limit", "reason", "request_id"]
    CONCURRENCY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    PAUSE_END_TIME_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    RATE_LIMIT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    concurrency_limit: int
    namespace: str
    pause_end_time: _timestamp_pb2.Timestamp
    paused: bool
    queue: str
    rate_limit: _queue_pb2.RateLimit
    reason: str
    request_id: str
    def __init__(self, namespace: _Optional[str] = ..., queue: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ..., paused: bool = ..., pause_end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., concurrency_limit: _Optional[int] = ..., rate_limit: _Optional[_Union[_queue_pb2.RateLimit, _Mapping]] = ...) -> None: ...

class UpdateQueueResponse(_message.Message):
    __slots__ = ["queue", "replayed"]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    queue: _queue_pb2.Queue
    replayed: bool
    def __init__(self, queue: _Optional[_Union[_queue_pb2.Queue, _Mapping]] = ..., replayed: bool = ...) -> None: ...

class Verdicts(_message.Message):
    __slots__ = ["seq", "verdicts"]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    seq: int
    verdicts: _containers.RepeatedCompositeFieldContainer[CompletionVerdict]
    def __init__(self, seq: _Optional[int] = ..., verdicts: _Optional[_Iterable[_Union[CompletionVerdict, _Mapping]]] = ...) -> None: ...

class WatchCurrent(_message.Message):
    __slots__ = ["revision"]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class WatchFlowRequest(_message.Message):
    __slots__ = ["flow_id", "namespace", "since_revision", "view"]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    SINCE_REVISION_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    flow_id: str
    namespace: str
    since_revision: str
    view: _flow_pb2.FlowView
    def __init__(self, namespace: _Optional[str] = ..., flow_id: _Optional[str] = ..., since_revision: _Optional[str] = ..., view: _Optional[_Union[_flow_pb2.FlowView, str]] = ...) -> None: ...

class WatchFlowResponse(_message.Message):
    __slots__ = ["current", "deleted", "update"]
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    UPDATE_FIELD_NUMBER: _ClassVar[int]
    current: WatchCurrent
    deleted: FlowDeleted
    update: FlowUpdate
    def __init__(self, update: _Optional[_Union[FlowUpdate, _Mapping]] = ..., current: _Optional[_Union[WatchCurrent, _Mapping]] = ..., deleted: _Optional[_Union[FlowDeleted, _Mapping]] = ...) -> None: ...

class WatchReadyTasksRequest(_message.Message):
    __slots__ = ["flow_id", "kinds", "lease_duration", "max_in_flight", "mode", "namespace", "queues", "session_id", "worker_id"]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    LEASE_DURATION_FIELD_NUMBER: _ClassVar[int]
    MAX_IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    QUEUES_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    flow_id: str
    kinds: _containers.RepeatedScalarFieldContainer[_work_kind_pb2.WorkKind]
    lease_duration: _duration_pb2.Duration
    max_in_flight: int
    mode: WatchMode
    namespace: str
    queues: _containers.RepeatedScalarFieldContainer[str]
    session_id: str
    worker_id: str
    def __init__(self, namespace: _Optional[str] = ..., queues: _Optional[_Iterable[str]] = ..., worker_id: _Optional[str] = ..., session_id: _Optional[str] = ..., mode: _Optional[_Union[WatchMode, str]] = ..., max_in_flight: _Optional[int] = ..., lease_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., flow_id: _Optional[str] = ..., kinds: _Optional[_Iterable[_Union[_work_kind_pb2.WorkKind, str]]] = ...) -> None: ...

class WatchReadyTasksResponse(_message.Message):
    __slots__ = ["cancel_requested", "draining", "idle", "opened", "ready_tasks", "revoked"]
    CANCEL_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    DRAINING_FIELD_NUMBER: _ClassVar[int]
    IDLE_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    READY_TASKS_FIELD_NUMBER: _ClassVar[int]
    REVOKED_FIELD_NUMBER: _ClassVar[int]
    cancel_requested: _session_frames_pb2.CancelRequested
    draining: _session_frames_pb2.Draining
    idle: _session_frames_pb2.Idle
    opened: _session_frames_pb2.Opened
    ready_tasks: _session_frames_pb2.ReadyTasks
    revoked: _session_frames_pb2.Revoked
    def __init__(self, opened: _Optional[_Union[_session_frames_pb2.Opened, _Mapping]] = ..., ready_tasks: _Optional[_Union[_session_frames_pb2.ReadyTasks, _Mapping]] = ..., revoked: _Optional[_Union[_session_frames_pb2.Revoked, _Mapping]] = ..., cancel_requested: _Optional[_Union[_session_frames_pb2.CancelRequested, _Mapping]] = ..., draining: _Optional[_Union[_session_frames_pb2.Draining, _Mapping]] = ..., idle: _Optional[_Union[_session_frames_pb2.Idle, _Mapping]] = ...) -> None: ...

class ConflictPolicy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class WatchMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class PutMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
