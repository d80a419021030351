from lazyengine.v1 import payload_pb2 as _payload_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProgressReport(_message.Message):
    __slots__ = ["claim_token", "details", "flow_id", "fraction", "paused", "task_id"]
    CLAIM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    claim_token: str
    details: _payload_pb2.Payload
    flow_id: str
    fraction: float
    paused: bool
    task_id: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., claim_token: _Optional[str] = ..., fraction: _Optional[float] = ..., details: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., paused: bool = ...) -> None: ...
