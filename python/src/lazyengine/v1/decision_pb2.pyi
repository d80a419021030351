from google.protobuf import duration_pb2 as _duration_pb2
from lazyengine.v1 import edge_pb2 as _edge_pb2
from lazyengine.v1 import flow_spec_pb2 as _flow_spec_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
IN_FLIGHT_CANCEL: InFlight
IN_FLIGHT_LEAVE: InFlight
IN_FLIGHT_UNSPECIFIED: InFlight
VERDICT_FAIL: Verdict
VERDICT_RETRY: Verdict
VERDICT_REVERT: Verdict
VERDICT_REVERT_ALL: Verdict
VERDICT_SKIP: Verdict
VERDICT_SUCCEED: Verdict
VERDICT_UNSPECIFIED: Verdict

class Decision(_message.Message):
    __slots__ = ["context", "delay", "drop_result", "end", "fired", "fires_none", "globals", "message", "plan", "skip", "verdict"]
    class GlobalsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _payload_pb2.Payload
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ...) -> None: ...
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    DELAY_FIELD_NUMBER: _ClassVar[int]
    DROP_RESULT_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    FIRED_FIELD_NUMBER: _ClassVar[int]
    FIRES_NONE_FIELD_NUMBER: _ClassVar[int]
    GLOBALS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    SKIP_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    context: _payload_pb2.Payload
    delay: _duration_pb2.Duration
    drop_result: bool
    end: EndFlow
    fired: _containers.RepeatedCompositeFieldContainer[_edge_pb2.Fired]
    fires_none: bool
    globals: _containers.MessageMap[str, _payload_pb2.Payload]
    message: str
    plan: Plan
    skip: _containers.RepeatedScalarFieldContainer[str]
    verdict: Verdict
    def __init__(self, verdict: _Optional[_Union[Verdict, str]] = ..., fired: _Optional[_Iterable[_Union[_edge_pb2.Fired, _Mapping]]] = ..., skip: _Optional[_Iterable[str]] = ..., delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., context: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., globals: _Optional[_Mapping[str, _payload_pb2.Payload]] = ..., plan: _Optional[_Union[Plan, _Mapping]] = ..., end: _Optional[_Union[EndFlow, _Mapping]] = ..., drop_result: bool = ..., fires_none: bool = ..., message: _Optional[str] = ...) -> None: ...

class EndFlow(_message.Message):
    __slots__ = ["in_flight", "message", "output", "state"]
    IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    in_flight: InFlight
    message: str
    output: _payload_pb2.Payload
    state: _states_pb2.FlowState
    def __init__(self, state: _Optional[_Union[_states_pb2.FlowState, str]] = ..., message: _Optional[str] = ..., output: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., in_flight: _Optional[_Union[InFlight, str]] = ...) -> None: ...

class Plan(_message.Message):
    __slots__ = ["delay", "delay_after", "items", "max_parallel", "more", "pause", "priority", "queue", "timeouts"]
    DELAY_AFTER_FIELD_NUMBER: _ClassVar[int]
    DELAY_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    MAX_PARALLEL_FIELD_NUMBER: _ClassVar[int]
    MORE_FIELD_NUMBER: _ClassVar[int]
    PAUSE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    TIMEOUTS_FIELD_NUMBER: _ClassVar[int]
    delay: _duration_pb2.Duration
    delay_after: _duration_pb2.Duration
    items: _containers.RepeatedCompositeFieldContainer[_payload_pb2.Payload]
    max_parallel: int
    more: bool
    pause: bool
    priority: int
    queue: str
    timeouts: _flow_spec_pb2.Timeouts
    def __init__(self, delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., delay_after: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., queue: _Optional[str] = ..., priority: _Optional[int] = ..., timeouts: _Optional[_Union[_flow_spec_pb2.Timeouts, _Mapping]] = ..., items: _Optional[_Iterable[_Union[_payload_pb2.Payload, _Mapping]]] = ..., more: bool = ..., max_parallel: _Optional[int] = ..., pause: bool = ...) -> None: ...

class Verdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class InFlight(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
