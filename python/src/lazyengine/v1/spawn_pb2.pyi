from lazyengine.v1 import flow_spec_pb2 as _flow_spec_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Spawn(_message.Message):
    __slots__ = ["flow_digest", "input", "labels", "spec"]
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    FLOW_DIGEST_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    flow_digest: str
    input: _payload_pb2.Payload
    labels: _containers.ScalarMap[str, str]
    spec: _flow_spec_pb2.FlowSpec
    def __init__(self, spec: _Optional[_Union[_flow_spec_pb2.FlowSpec, _Mapping]] = ..., flow_digest: _Optional[str] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ...) -> None: ...
