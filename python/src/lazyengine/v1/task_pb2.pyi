from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import edge_pb2 as _edge_pb2
from lazyengine.v1 import failure_pb2 as _failure_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import scope_pb2 as _scope_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from lazyengine.v1 import work_kind_pb2 as _work_kind_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

ATTEMPT_END_CANCELLED: AttemptEnd
ATTEMPT_END_FAILED: AttemptEnd
ATTEMPT_END_LEASE_LOST: AttemptEnd
ATTEMPT_END_RELEASED: AttemptEnd
ATTEMPT_END_SUCCEEDED: AttemptEnd
ATTEMPT_END_TIMEOUT: AttemptEnd
ATTEMPT_END_UNSPECIFIED: AttemptEnd
DESCRIPTOR: _descriptor.FileDescriptor

class Progress(_message.Message):
    __slots__ = ["details", "fraction", "update_time"]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    details: _payload_pb2.Payload
    fraction: float
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, fraction: _Optional[float] = ..., details: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TaskAttempt(_message.Message):
    __slots__ = ["attempt", "child_flow_id", "claim_time", "end", "end_time", "failure", "kind", "outcome_digest", "ready_time", "session_id", "tries", "worker_id"]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    CHILD_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TIME_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_DIGEST_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    TRIES_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    child_flow_id: str
    claim_time: _timestamp_pb2.Timestamp
    end: AttemptEnd
    end_time: _timestamp_pb2.Timestamp
    failure: _failure_pb2.Failure
    kind: _work_kind_pb2.WorkKind
    outcome_digest: str
    ready_time: _timestamp_pb2.Timestamp
    session_id: str
    tries: int
    worker_id: str
    def __init__(self, attempt: _Optional[int] = ..., tries: _Optional[int] = ..., worker_id: _Optional[str] = ..., session_id: _Optional[str] = ..., ready_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., claim_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[AttemptEnd, str]] = ..., outcome_digest: _Optional[str] = ..., failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., child_flow_id: _Optional[str] = ..., kind: _Optional[_Union[_work_kind_pb2.WorkKind, str]] = ...) -> None: ...

class TaskDetails(_message.Message):
    __slots__ = ["attempt", "attempts", "causes", "child_flow_id", "context", "deadline", "deferred", "depends_on", "end_time", "failure", "failures_truncated", "fired", "input", "intent", "item", "item_count", "item_index", "kind", "labels", "memo", "metadata", "name", "next_attempt_time", "phase", "progress", "queue", "ready_time", "result", "revert_failure", "revert_result", "round", "scope_history", "session_id", "start_time", "state", "state_reason", "task_id", "tries", "type", "worker_id"]
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    CHILD_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    DEFERRED_FIELD_NUMBER: _ClassVar[int]
    DEPENDS_ON_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    FAILURES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    FIRED_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    INTENT_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    ITEM_INDEX_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    MEMO_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NEXT_ATTEMPT_TIME_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    REVERT_FAILURE_FIELD_NUMBER: _ClassVar[int]
    REVERT_RESULT_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    SCOPE_HISTORY_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATE_REASON_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TRIES_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    attempts: _containers.RepeatedCompositeFieldContainer[TaskAttempt]
    causes: _containers.RepeatedCompositeFieldContainer[_edge_pb2.Cause]
    child_flow_id: str
    context: _payload_pb2.Payload
    deadline: _timestamp_pb2.Timestamp
    deferred: bool
    depends_on: _containers.RepeatedScalarFieldContainer[str]
    end_time: _timestamp_pb2.Timestamp
    failure: _failure_pb2.Failure
    failures_truncated: bool
    fired: _containers.RepeatedCompositeFieldContainer[_edge_pb2.Fired]
    input: _payload_pb2.Payload
    intent: _states_pb2.Intent
    item: _payload_pb2.Payload
    item_count: int
    item_index: int
    kind: _work_kind_pb2.WorkKind
    labels: _containers.ScalarMap[str, str]
    memo: _payload_pb2.Payload
    metadata: _containers.ScalarMap[str, str]
    name: str
    next_attempt_time: _timestamp_pb2.Timestamp
    phase: _work_kind_pb2.Phase
    progress: Progress
    queue: str
    ready_time: _timestamp_pb2.Timestamp
    result: _payload_pb2.Payload
    revert_failure: _failure_pb2.Failure
    revert_result: _payload_pb2.Payload
    round: int
    scope_history: _containers.RepeatedCompositeFieldContainer[_scope_pb2.ScopeAttempt]
    session_id: str
    start_time: _timestamp_pb2.Timestamp
    state: _states_pb2.TaskState
    state_reason: str
    task_id: str
    tries: int
    type: str
    worker_id: str
    def __init__(self, task_id: _Optional[str] = ..., name: _Optional[str] = ..., type: _Optional[str] = ..., queue: _Optional[str] = ..., state: _Optional[_Union[_states_pb2.TaskState, str]] = ..., state_reason: _Optional[str] = ..., intent: _Optional[_Union[_states_pb2.Intent, str]] = ..., kind: _Optional[_Union[_work_kind_pb2.WorkKind, str]] = ..., deferred: bool = ..., attempt: _Optional[int] = ..., tries: _Optional[int] = ..., next_attempt_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., worker_id: _Optional[str] = ..., session_id: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., ready_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., start_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., result: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., revert_result: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., revert_failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., depends_on: _Optional[_Iterable[str]] = ..., attempts: _Optional[_Iterable[_Union[TaskAttempt, _Mapping]]] = ..., progress: _Optional[_Union[Progress, _Mapping]] = ..., causes: _Optional[_Iterable[_Union[_edge_pb2.Cause, _Mapping]]] = ..., fired: _Optional[_Iterable[_Union[_edge_pb2.Fired, _Mapping]]] = ..., phase: _Optional[_Union[_work_kind_pb2.Phase, str]] = ..., memo: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., context: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., scope_history: _Optional[_Iterable[_Union[_scope_pb2.ScopeAttempt, _Mapping]]] = ..., item_index: _Optional[int] = ..., item: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., item_count: _Optional[int] = ..., child_flow_id: _Optional[str] = ..., round: _Optional[int] = ..., metadata: _Optional[_Mapping[str, str]] = ..., failures_truncated: bool = ...) -> None: ...

class TaskRef(_message.Message):
    __slots__ = ["attempt", "flow_id", "name", "priority", "queue", "task_id", "type"]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    flow_id: str
    name: str
    priority: int
    queue: str
    task_id: str
    type: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., name: _Optional[str] = ..., type: _Optional[str] = ..., queue: _Optional[str] = ..., attempt: _Optional[int] = ..., priority: _Optional[int] = ...) -> None: ...

class AttemptEnd(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
