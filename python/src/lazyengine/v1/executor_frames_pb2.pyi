from google.protobuf import duration_pb2 as _duration_pb2
from lazyengine.v1 import progress_report_pb2 as _progress_report_pb2
from lazyengine.v1 import task_claim_pb2 as _task_claim_pb2
from lazyengine.v1 import task_completion_pb2 as _task_completion_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Complete(_message.Message):
    __slots__ = ["items", "seq"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[_task_completion_pb2.TaskCompletion]
    seq: int
    def __init__(self, seq: _Optional[int] = ..., items: _Optional[_Iterable[_Union[_task_completion_pb2.TaskCompletion, _Mapping]]] = ...) -> None: ...

class Credit(_message.Message):
    __slots__ = ["max_in_flight"]
    MAX_IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    max_in_flight: int
    def __init__(self, max_in_flight: _Optional[int] = ...) -> None: ...

class Drain(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class Release(_message.Message):
    __slots__ = ["claims", "delay", "seq"]
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    DELAY_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    claims: _containers.RepeatedCompositeFieldContainer[_task_claim_pb2.TaskClaim]
    delay: _duration_pb2.Duration
    seq: int
    def __init__(self, seq: _Optional[int] = ..., claims: _Optional[_Iterable[_Union[_task_claim_pb2.TaskClaim, _Mapping]]] = ..., delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class ReportedProgress(_message.Message):
    __slots__ = ["reports"]
    REPORTS_FIELD_NUMBER: _ClassVar[int]
    reports: _containers.RepeatedCompositeFieldContainer[_progress_report_pb2.ProgressReport]
    def __init__(self, reports: _Optional[_Iterable[_Union[_progress_report_pb2.ProgressReport, _Mapping]]] = ...) -> None: ...
