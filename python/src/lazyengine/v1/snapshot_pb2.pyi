from lazyengine.v1 import failure_pb2 as _failure_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import scope_pb2 as _scope_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from lazyengine.v1 import task_pb2 as _task_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FlowSnapshot(_message.Message):
    __slots__ = ["state", "tasks"]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    state: _states_pb2.FlowState
    tasks: _containers.RepeatedCompositeFieldContainer[TaskSnapshot]
    def __init__(self, state: _Optional[_Union[_states_pb2.FlowState, str]] = ..., tasks: _Optional[_Iterable[_Union[TaskSnapshot, _Mapping]]] = ...) -> None: ...

class TaskSnapshot(_message.Message):
    __slots__ = ["attempt", "failure", "history", "intent", "metadata", "progress", "result", "revert_failure", "revert_result", "state", "task_id"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    INTENT_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    REVERT_FAILURE_FIELD_NUMBER: _ClassVar[int]
    REVERT_RESULT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    failure: _failure_pb2.Failure
    history: _containers.RepeatedCompositeFieldContainer[_scope_pb2.ScopeAttempt]
    intent: _states_pb2.Intent
    metadata: _containers.ScalarMap[str, str]
    progress: _task_pb2.Progress
    result: _payload_pb2.Payload
    revert_failure: _failure_pb2.Failure
    revert_result: _payload_pb2.Payload
    state: _states_pb2.TaskState
    task_id: str
    def __init__(self, task_id: _Optional[str] = ..., state: _Optional[_Union[_states_pb2.TaskState, str]] = ..., intent: _Optional[_Union[_states_pb2.Intent, str]] = ..., attempt: _Optional[int] = ..., result: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., revert_result: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., revert_failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., history: _Optional[_Iterable[_Union[_scope_pb2.ScopeAttempt, _Mapping]]] = ..., progress: _Optional[_Union[_task_pb2.Progress, _Mapping]] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...
