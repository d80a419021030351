from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StateChange(_message.Message):
    __slots__ = ["attempt", "flow_from", "flow_to", "intent", "message", "reason", "task_from", "task_id", "task_to", "time", "tries"]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    FLOW_FROM_FIELD_NUMBER: _ClassVar[int]
    FLOW_TO_FIELD_NUMBER: _ClassVar[int]
    INTENT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TASK_FROM_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_TO_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    TRIES_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    flow_from: _states_pb2.FlowState
    flow_to: _states_pb2.FlowState
    intent: _states_pb2.Intent
    message: str
    reason: str
    task_from: _states_pb2.TaskState
    task_id: str
    task_to: _states_pb2.TaskState
    time: _timestamp_pb2.Timestamp
    tries: int
    def __init__(self, task_id: _Optional[str] = ..., task_from: _Optional[_Union[_states_pb2.TaskState, str]] = ..., task_to: _Optional[_Union[_states_pb2.TaskState, str]] = ..., flow_from: _Optional[_Union[_states_pb2.FlowState, str]] = ..., flow_to: _Optional[_Union[_states_pb2.FlowState, str]] = ..., attempt: _Optional[int] = ..., tries: _Optional[int] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., intent: _Optional[_Union[_states_pb2.Intent, str]] = ...) -> None: ...
