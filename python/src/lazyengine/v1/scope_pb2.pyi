from lazyengine.v1 import failure_pb2 as _failure_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

CONTROLLER_ALWAYS_REVERT: Controller
CONTROLLER_ALWAYS_REVERT_ALL: Controller
CONTROLLER_CUSTOM: Controller
CONTROLLER_TIMES: Controller
CONTROLLER_UNSPECIFIED: Controller
DESCRIPTOR: _descriptor.FileDescriptor

class ScopeAttempt(_message.Message):
    __slots__ = ["failures", "own", "value"]
    class FailuresEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _failure_pb2.Failure
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ...) -> None: ...
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    failures: _containers.MessageMap[str, _failure_pb2.Failure]
    own: _failure_pb2.Failure
    value: _payload_pb2.Payload
    def __init__(self, value: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., failures: _Optional[_Mapping[str, _failure_pb2.Failure]] = ..., own: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ...) -> None: ...

class ScopeSpec(_message.Message):
    __slots__ = ["attempts", "controller", "kind", "name", "parent", "revert_all"]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    CONTROLLER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELD_NUMBER: _ClassVar[int]
    REVERT_ALL_FIELD_NUMBER: _ClassVar[int]
    attempts: int
    controller: str
    kind: Controller
    name: str
    parent: str
    revert_all: bool
    def __init__(self, name: _Optional[str] = ..., parent: _Optional[str] = ..., controller: _Optional[str] = ..., kind: _Optional[_Union[Controller, str]] = ..., attempts: _Optional[int] = ..., revert_all: bool = ...) -> None: ...

class Controller(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
