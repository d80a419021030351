from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import states_pb2 as _states_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
SLOT_STATE_DEAD: SlotState
SLOT_STATE_FIRED: SlotState
SLOT_STATE_OPEN: SlotState
SLOT_STATE_UNSPECIFIED: SlotState
TASK_REASON_KIND_BEGINS_FLOW: TaskReasonKind
TASK_REASON_KIND_CANCELLED: TaskReasonKind
TASK_REASON_KIND_CLAIMED: TaskReasonKind
TASK_REASON_KIND_COMPLETED: TaskReasonKind
TASK_REASON_KIND_CONCURRENCY_KEY: TaskReasonKind
TASK_REASON_KIND_CONCURRENCY_LIMIT: TaskReasonKind
TASK_REASON_KIND_DEFERRED: TaskReasonKind
TASK_REASON_KIND_DELAYED: TaskReasonKind
TASK_REASON_KIND_DOOMED: TaskReasonKind
TASK_REASON_KIND_ENDED: TaskReasonKind
TASK_REASON_KIND_FLOW_CANCELLING: TaskReasonKind
TASK_REASON_KIND_FLOW_ENDED: TaskReasonKind
TASK_REASON_KIND_FLOW_NOT_STARTED: TaskReasonKind
TASK_REASON_KIND_FLOW_PAUSED: TaskReasonKind
TASK_REASON_KIND_FLOW_STOPPING: TaskReasonKind
TASK_REASON_KIND_FLOW_SUSPENDED: TaskReasonKind
TASK_REASON_KIND_JOIN_UNREACHABLE: TaskReasonKind
TASK_REASON_KIND_LED_TO: TaskReasonKind
TASK_REASON_KIND_MAX_PARALLEL: TaskReasonKind
TASK_REASON_KIND_NO_CREDIT: TaskReasonKind
TASK_REASON_KIND_NO_EXECUTOR: TaskReasonKind
TASK_REASON_KIND_OFFERED: TaskReasonKind
TASK_REASON_KIND_OUTCOME_DELAYED: TaskReasonKind
TASK_REASON_KIND_PAUSED: TaskReasonKind
TASK_REASON_KIND_QUEUE_PAUSED: TaskReasonKind
TASK_REASON_KIND_RATE_LIMIT: TaskReasonKind
TASK_REASON_KIND_RELEASED: TaskReasonKind
TASK_REASON_KIND_RETRY_DUE: TaskReasonKind
TASK_REASON_KIND_RUNS_AS_FLOW: TaskReasonKind
TASK_REASON_KIND_STOPPED: TaskReasonKind
TASK_REASON_KIND_TO_BE_REVERTED: TaskReasonKind
TASK_REASON_KIND_UNSPECIFIED: TaskReasonKind
TASK_REASON_KIND_UPSTREAM: TaskReasonKind
TASK_REASON_KIND_WAITS_FOR_ITEMS: TaskReasonKind
TASK_REASON_KIND_WAITS_FOR_TASKS: TaskReasonKind
TASK_REASON_KIND_WAITS_FOR_TRIGGER: TaskReasonKind
TASK_REASON_KIND_WAITS_FOR_TURN: TaskReasonKind

class QueueView(_message.Message):
    __slots__ = ["credit", "executors", "heads_before", "other_processes", "polls", "queue", "ready_in_flow"]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    EXECUTORS_FIELD_NUMBER: _ClassVar[int]
    HEADS_BEFORE_FIELD_NUMBER: _ClassVar[int]
    OTHER_PROCESSES_FIELD_NUMBER: _ClassVar[int]
    POLLS_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    READY_IN_FLOW_FIELD_NUMBER: _ClassVar[int]
    credit: int
    executors: int
    heads_before: int
    other_processes: int
    polls: int
    queue: str
    ready_in_flow: int
    def __init__(self, queue: _Optional[str] = ..., executors: _Optional[int] = ..., credit: _Optional[int] = ..., heads_before: _Optional[int] = ..., ready_in_flow: _Optional[int] = ..., other_processes: _Optional[int] = ..., polls: _Optional[int] = ...) -> None: ...

class TaskReason(_message.Message):
    __slots__ = ["kind", "message", "task_ids", "time"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    kind: TaskReasonKind
    message: str
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    time: _timestamp_pb2.Timestamp
    def __init__(self, kind: _Optional[_Union[TaskReasonKind, str]] = ..., message: _Optional[str] = ..., task_ids: _Optional[_Iterable[str]] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TaskSource(_message.Message):
    __slots__ = ["edges", "slot", "state", "task_id"]
    EDGES_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    edges: _containers.RepeatedScalarFieldContainer[int]
    slot: SlotState
    state: _states_pb2.TaskState
    task_id: str
    def __init__(self, task_id: _Optional[str] = ..., state: _Optional[_Union[_states_pb2.TaskState, str]] = ..., slot: _Optional[_Union[SlotState, str]] = ..., edges: _Optional[_Iterable[int]] = ...) -> None: ...

class TaskReasonKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SlotState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
