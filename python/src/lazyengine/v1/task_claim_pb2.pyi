from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class TaskClaim(_message.Message):
    __slots__ = ["claim_token", "flow_id", "task_id"]
    CLAIM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    claim_token: str
    flow_id: str
    task_id: str
    def __init__(self, flow_id: _Optional[str] = ..., task_id: _Optional[str] = ..., claim_token: _Optional[str] = ...) -> None: ...
