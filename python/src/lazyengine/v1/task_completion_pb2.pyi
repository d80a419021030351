from lazyengine.v1 import decision_pb2 as _decision_pb2
from lazyengine.v1 import failure_pb2 as _failure_pb2
from lazyengine.v1 import outcome_pb2 as _outcome_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import spawn_pb2 as _spawn_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
RESPONSE_DETAIL_FULL: ResponseDetail
RESPONSE_DETAIL_MINIMAL: ResponseDetail
RESPONSE_DETAIL_UNSPECIFIED: ResponseDetail

class TaskCompletion(_message.Message):
    __slots__ = ["attempt", "cancelled", "claim_token", "decision", "deferred", "failure", "flow_id", "memo", "request_id", "response_detail", "result", "spawn", "task_id"]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    DEFERRED_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    MEMO_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_DETAIL_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    SPAWN_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    cancelled: _outcome_pb2.Cancelled
    claim_token: str
    decision: _decision_pb2.Decision
    deferred: _outcome_pb2.Deferred
    failure: _failure_pb2.Failure
    flow_id: str
    memo: _payload_pb2.Payload
    request_id: str
    response_detail: ResponseDetail
    result: _payload_pb2.Payload
    spawn: _spawn_pb2.Spawn
    task_id: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., request_id: _Optional[str] = ..., attempt: _Optional[int] = ..., claim_token: _Optional[str] = ..., result: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., failure: _Optional[_Union[_failure_pb2.Failure, _Mapping]] = ..., deferred: _Optional[_Union[_outcome_pb2.Deferred, _Mapping]] = ..., cancelled: _Optional[_Union[_outcome_pb2.Cancelled, _Mapping]] = ..., spawn: _Optional[_Union[_spawn_pb2.Spawn, _Mapping]] = ..., response_detail: _Optional[_Union[ResponseDetail, str]] = ..., decision: _Optional[_Union[_decision_pb2.Decision, _Mapping]] = ..., memo: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ...) -> None: ...

class ResponseDetail(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
