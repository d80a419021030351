from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import ready_task_pb2 as _ready_task_pb2
from lazyengine.v1 import task_pb2 as _task_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CancelRequested(_message.Message):
    __slots__ = ["claim_token", "deadline", "flow_id", "reason", "task_id"]
    CLAIM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    claim_token: str
    deadline: _timestamp_pb2.Timestamp
    flow_id: str
    reason: str
    task_id: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., claim_token: _Optional[str] = ..., reason: _Optional[str] = ..., deadline: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Draining(_message.Message):
    __slots__ = ["reconnect_after"]
    RECONNECT_AFTER_FIELD_NUMBER: _ClassVar[int]
    reconnect_after: _duration_pb2.Duration
    def __init__(self, reconnect_after: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class Idle(_message.Message):
    __slots__ = ["backlog"]
    BACKLOG_FIELD_NUMBER: _ClassVar[int]
    backlog: int
    def __init__(self, backlog: _Optional[int] = ...) -> None: ...

class Opened(_message.Message):
    __slots__ = ["lease_duration", "max_in_flight", "resumed", "session_id"]
    LEASE_DURATION_FIELD_NUMBER: _ClassVar[int]
    MAX_IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    RESUMED_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    lease_duration: _duration_pb2.Duration
    max_in_flight: int
    resumed: bool
    session_id: str
    def __init__(self, session_id: _Optional[str] = ..., resumed: bool = ..., max_in_flight: _Optional[int] = ..., lease_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class ReadyTasks(_message.Message):
    __slots__ = ["tasks"]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[_ready_task_pb2.ReadyTask]
    def __init__(self, tasks: _Optional[_Iterable[_Union[_ready_task_pb2.ReadyTask, _Mapping]]] = ...) -> None: ...

class Revoked(_message.Message):
    __slots__ = ["claim_token", "flow_id", "reason", "task_id"]
    CLAIM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    claim_token: str
    flow_id: str
    reason: _task_pb2.AttemptEnd
    task_id: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., claim_token: _Optional[str] = ..., reason: _Optional[_Union[_task_pb2.AttemptEnd, str]] = ...) -> None: ...
