from google.protobuf import duration_pb2 as _duration_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
SIMULATED_OUTCOME_FAIL: SimulatedOutcome
SIMULATED_OUTCOME_SUCCEED: SimulatedOutcome
SIMULATED_OUTCOME_UNSPECIFIED: SimulatedOutcome
SIMULATION_END_ENDED: SimulationEnd
SIMULATION_END_STANDSTILL: SimulationEnd
SIMULATION_END_STEPS_SPENT: SimulationEnd
SIMULATION_END_UNSPECIFIED: SimulationEnd

class Assumption(_message.Message):
    __slots__ = ["duration", "failures", "outcome"]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    duration: _duration_pb2.Duration
    failures: int
    outcome: SimulatedOutcome
    def __init__(self, duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., outcome: _Optional[_Union[SimulatedOutcome, str]] = ..., failures: _Optional[int] = ...) -> None: ...

class SimulatedBatch(_message.Message):
    __slots__ = ["start", "task_count"]
    START_FIELD_NUMBER: _ClassVar[int]
    TASK_COUNT_FIELD_NUMBER: _ClassVar[int]
    start: _duration_pb2.Duration
    task_count: int
    def __init__(self, start: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., task_count: _Optional[int] = ...) -> None: ...

class SimulatedTask(_message.Message):
    __slots__ = ["attempts", "end", "reached", "start", "state", "task_id", "waited"]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    REACHED_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    WAITED_FIELD_NUMBER: _ClassVar[int]
    attempts: int
    end: _duration_pb2.Duration
    reached: _duration_pb2.Duration
    start: _duration_pb2.Duration
    state: _states_pb2.TaskState
    task_id: str
    waited: _duration_pb2.Duration
    def __init__(self, task_id: _Optional[str] = ..., state: _Optional[_Union[_states_pb2.TaskState, str]] = ..., reached: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., start: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., end: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., waited: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., attempts: _Optional[int] = ...) -> None: ...

class SimulatedOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SimulationEnd(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
