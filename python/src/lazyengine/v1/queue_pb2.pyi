from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import work_kind_pb2 as _work_kind_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Queue(_message.Message):
    __slots__ = ["concurrency_limit", "concurrency_used", "name", "pause_end_time", "paused", "rate_limit", "rate_next_time", "rate_used", "reason", "sessions", "update_time", "work", "worker_ids"]
    CONCURRENCY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    CONCURRENCY_USED_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    PAUSE_END_TIME_FIELD_NUMBER: _ClassVar[int]
    RATE_LIMIT_FIELD_NUMBER: _ClassVar[int]
    RATE_NEXT_TIME_FIELD_NUMBER: _ClassVar[int]
    RATE_USED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    WORKER_IDS_FIELD_NUMBER: _ClassVar[int]
    WORK_FIELD_NUMBER: _ClassVar[int]
    concurrency_limit: int
    concurrency_used: int
    name: str
    pause_end_time: _timestamp_pb2.Timestamp
    paused: bool
    rate_limit: RateLimit
    rate_next_time: _timestamp_pb2.Timestamp
    rate_used: int
    reason: str
    sessions: int
    update_time: _timestamp_pb2.Timestamp
    work: _containers.RepeatedCompositeFieldContainer[QueueWork]
    worker_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., paused: bool = ..., pause_end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., work: _Optional[_Iterable[_Union[QueueWork, _Mapping]]] = ..., sessions: _Optional[int] = ..., worker_ids: _Optional[_Iterable[str]] = ..., concurrency_limit: _Optional[int] = ..., concurrency_used: _Optional[int] = ..., rate_limit: _Optional[_Union[RateLimit, _Mapping]] = ..., rate_used: _Optional[int] = ..., rate_next_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class QueueWork(_message.Message):
    __slots__ = ["credit", "kind", "ready", "ready_since_time", "running"]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    READY_FIELD_NUMBER: _ClassVar[int]
    READY_SINCE_TIME_FIELD_NUMBER: _ClassVar[int]
    RUNNING_FIELD_NUMBER: _ClassVar[int]
    credit: int
    kind: _work_kind_pb2.WorkKind
    ready: int
    ready_since_time: _timestamp_pb2.Timestamp
    running: int
    def __init__(self, kind: _Optional[_Union[_work_kind_pb2.WorkKind, str]] = ..., ready: _Optional[int] = ..., ready_since_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., running: _Optional[int] = ..., credit: _Optional[int] = ...) -> None: ...

class RateLimit(_message.Message):
    __slots__ = ["period", "tasks"]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    period: _duration_pb2.Duration
    tasks: int
    def __init__(self, tasks: _Optional[int] = ..., period: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...
