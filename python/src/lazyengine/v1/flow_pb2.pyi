from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import failure_pb2 as _failure_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
FLOW_VIEW_FULL: FlowView
FLOW_VIEW_SUMMARY: FlowView
FLOW_VIEW_TASKS: FlowView
FLOW_VIEW_UNSPECIFIED: FlowView

class Flow(_message.Message):
    __slots__ = ["counts", "counts_as_of", "create_time", "deadline", "definition_digest", "end_time", "failure", "flow_id", "globals", "input", "labels", "name", "namespace", "not_before_time", "output", "parent", "priority", "revision", "root_flow_id", "start_time", "state", "update_time", "version"]
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
    COUNTS_AS_OF_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_DIGEST_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    GLOBALS_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NOT_BEFORE_TIME_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ROOT_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[TaskCount]
    counts_as_of: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    definition_digest: str
    end_time: _timestamp_pb2.Timestamp
    failure: _failure_pb2.Failure
    flow_id: str
    globals: _containers.MessageMap[str, _payload_pb2.Payload]
    input: _payload_pb2.Payload
    labels: _containers.ScalarMap[str, str]
    name: str
    namespace: str
    not_before_time: _timestamp_pb2.Timestamp
    output: _payload_pb2.Payload
    parent: FlowParent
    priority: int
    revision: str
    root_flow_id: str
    start_time: _timestamp_pb2.Timestamp
    state: _states_pb2.FlowState
    update_time: _timestamp_pb2.Timestamp
    version: int
    def __init__(self, flow_id: _Optional[str] = ..., namespace: _Optional[str] = ..., name: _Optional[str] = ..., state: _Optional[_Union[_states_pb2.FlowState, str]] = ..., revision: _Optional[str] = ..., version: _Optional[int] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., start_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., not_before_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ..., priority: _Optional[int] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., definition_digest: _Optional[str] = ..., counts: _Optional[_Iterable[_Union[TaskCount, _Mapping]]] = ..., counts_as_of: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., output: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., parent: _Optional[_Union[FlowParent, _Mapping]] = ..., root_flow_id: _Optional[str] = ..., globals: _Optional[_Mapping[str, _payload_pb2.Payload]] = ...) -> None: ...

class FlowParent(_message.Message):
    __slots__ = ["attempt", "flow_id", "task_id"]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    flow_id: str
    task_id: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., attempt: _Optional[int] = ...) -> None: ...

class TaskCount(_message.Message):
    __slots__ = ["count", "state"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    count: int
    state: _states_pb2.TaskState
    def __init__(self, state: _Optional[_Union[_states_pb2.TaskState, str]] = ..., count: _Optional[int] = ...) -> None: ...

class FlowView(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
