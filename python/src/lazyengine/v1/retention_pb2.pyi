from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Retention(_message.Message):
    __slots__ = ["deleted", "namespace", "pass_time", "revision", "rules", "update_time"]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PASS_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    deleted: int
    namespace: str
    pass_time: _timestamp_pb2.Timestamp
    revision: str
    rules: _containers.RepeatedCompositeFieldContainer[RetentionRule]
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, namespace: _Optional[str] = ..., rules: _Optional[_Iterable[_Union[RetentionRule, _Mapping]]] = ..., revision: _Optional[str] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., deleted: _Optional[int] = ..., pass_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RetentionRule(_message.Message):
    __slots__ = ["labels", "older_than", "states"]
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    LABELS_FIELD_NUMBER: _ClassVar[int]
    OLDER_THAN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    labels: _containers.ScalarMap[str, str]
    older_than: _duration_pb2.Duration
    states: _containers.RepeatedScalarFieldContainer[_states_pb2.FlowState]
    def __init__(self, states: _Optional[_Iterable[_Union[_states_pb2.FlowState, str]]] = ..., labels: _Optional[_Mapping[str, str]] = ..., older_than: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...
