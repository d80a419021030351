from lazyengine.v1 import outcome_pb2 as _outcome_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
EDGE_TARGET_FAIL: EdgeTarget
EDGE_TARGET_NOOP: EdgeTarget
EDGE_TARGET_PAUSE: EdgeTarget
EDGE_TARGET_SUCCEED: EdgeTarget
EDGE_TARGET_UNSPECIFIED: EdgeTarget
JOIN_KIND_ALL: JoinKind
JOIN_KIND_ANY: JoinKind
JOIN_KIND_AT_LEAST: JoinKind
JOIN_KIND_UNSPECIFIED: JoinKind
UNMET_FAIL: Unmet
UNMET_SKIP: Unmet
UNMET_UNSPECIFIED: Unmet

class Cause(_message.Message):
    __slots__ = ["context", "edge", "task_id"]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    EDGE_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    context: _payload_pb2.Payload
    edge: int
    task_id: str
    def __init__(self, task_id: _Optional[str] = ..., edge: _Optional[int] = ..., context: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ...) -> None: ...

class Dependency(_message.Message):
    __slots__ = ["condition", "on", "task"]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    condition: str
    on: _containers.RepeatedScalarFieldContainer[_outcome_pb2.Outcome]
    task: str
    def __init__(self, task: _Optional[str] = ..., on: _Optional[_Iterable[_Union[_outcome_pb2.Outcome, str]]] = ..., condition: _Optional[str] = ...) -> None: ...

class Edge(_message.Message):
    __slots__ = ["condition", "message", "on", "target", "to"]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    condition: str
    message: str
    on: _containers.RepeatedScalarFieldContainer[_outcome_pb2.Outcome]
    target: EdgeTarget
    to: str
    def __init__(self, to: _Optional[str] = ..., target: _Optional[_Union[EdgeTarget, str]] = ..., message: _Optional[str] = ..., on: _Optional[_Iterable[_Union[_outcome_pb2.Outcome, str]]] = ..., condition: _Optional[str] = ...) -> None: ...

class Fired(_message.Message):
    __slots__ = ["edge", "message"]
    EDGE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    edge: int
    message: str
    def __init__(self, edge: _Optional[int] = ..., message: _Optional[str] = ...) -> None: ...

class Join(_message.Message):
    __slots__ = ["count", "kind", "unmet"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    UNMET_FIELD_NUMBER: _ClassVar[int]
    count: int
    kind: JoinKind
    unmet: Unmet
    def __init__(self, kind: _Optional[_Union[JoinKind, str]] = ..., count: _Optional[int] = ..., unmet: _Optional[_Union[Unmet, str]] = ...) -> None: ...

class EdgeTarget(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class JoinKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Unmet(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
