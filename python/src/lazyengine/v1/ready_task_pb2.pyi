from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import edge_pb2 as _edge_pb2
from lazyengine.v1 import failure_pb2 as _failure_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import scope_pb2 as _scope_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from lazyengine.v1 import work_kind_pb2 as _work_kind_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReadyTask(_message.Message):
    __slots__ = ["attempt", "causes", "claim_token", "contexts_truncated", "deadline", "dependency_results", "failures", "failures_truncated", "flow_id", "flow_input", "globals", "heartbeat_timeout", "history", "input", "intent", "item", "item_index", "kind", "labels", "memo", "name", "own", "phase", "priority", "queue", "ready_time", "results_truncated", "task_id", "trace_context", "tries", "type"]
    class DependencyResultsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _payload_pb2.Payload
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ...) -> None: ...
    class FailuresEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _failure_pb2.Failure
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ...) -> None: ...
    class GlobalsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _payload_pb2.Payload
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ...) -> None: ...
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONTEXTS_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    DEPENDENCY_RESULTS_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    FAILURES_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    FLOW_INPUT_FIELD_NUMBER: _ClassVar[int]
    GLOBALS_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    INTENT_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    ITEM_INDEX_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    MEMO_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    RESULTS_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TRACE_CONTEXT_FIELD_NUMBER: _ClassVar[int]
    TRIES_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    causes: _containers.RepeatedCompositeFieldContainer[_edge_pb2.Cause]
    claim_token: str
    contexts_truncated: bool
    deadline: _timestamp_pb2.Timestamp
    dependency_results: _containers.MessageMap[str, _payload_pb2.Payload]
    failures: _containers.MessageMap[str, _failure_pb2.Failure]
    failures_truncated: bool
    flow_id: str
    flow_input: _payload_pb2.Payload
    globals: _containers.MessageMap[str, _payload_pb2.Payload]
    heartbeat_timeout: _duration_pb2.Duration
    history: _containers.RepeatedCompositeFieldContainer[_scope_pb2.ScopeAttempt]
    input: _payload_pb2.Payload
    intent: _states_pb2.Intent
    item: _payload_pb2.Payload
    item_index: int
    kind: _work_kind_pb2.WorkKind
    labels: _containers.ScalarMap[str, str]
    memo: _payload_pb2.Payload
    name: str
    own: TaskOutcome
    phase: _work_kind_pb2.Phase
    priority: int
    queue: str
    ready_time: _timestamp_pb2.Timestamp
    results_truncated: bool
    task_id: str
    trace_context: str
    tries: int
    type: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., name: _Optional[str] = ..., type: _Optional[str] = ..., queue: _Optional[str] = ..., kind: _Optional[_Union[_work_kind_pb2.WorkKind, str]] = ..., attempt: _Optional[int] = ..., tries: _Optional[int] = ..., claim_token: _Optional[str] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., flow_input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., dependency_results: _Optional[_Mapping[str, _payload_pb2.Payload]] = ..., results_truncated: bool = ..., priority: _Optional[int] = ..., labels: _Optional[_Mapping[str, str]] = ..., ready_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., heartbeat_timeout: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., trace_context: _Optional[str] = ..., phase: _Optional[_Union[_work_kind_pb2.Phase, str]] = ..., own: _Optional[_Union[TaskOutcome, _Mapping]] = ..., causes: _Optional[_Iterable[_Union[_edge_pb2.Cause, _Mapping]]] = ..., contexts_truncated: bool = ..., memo: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., globals: _Optional[_Mapping[str, _payload_pb2.Payload]] = ..., intent: _Optional[_Union[_states_pb2.Intent, str]] = ..., failures: _Optional[_Mapping[str, _failure_pb2.Failure]] = ..., history: _Optional[_Iterable[_Union[_scope_pb2.ScopeAttempt, _Mapping]]] = ..., item: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., item_index: _Optional[int] = ..., failures_truncated: bool = ...) -> None: ...

class TaskOutcome(_message.Message):
    __slots__ = ["failure", "result"]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    failure: _failure_pb2.Failure
    result: _payload_pb2.Payload
    def __init__(self, result: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ...) -> None: ...
