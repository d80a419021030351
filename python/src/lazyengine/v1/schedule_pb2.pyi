from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from lazyengine.v1 import flow_spec_pb2 as _flow_spec_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
DUE_OUTCOME_BUFFERED: DueOutcome
DUE_OUTCOME_FAILED: DueOutcome
DUE_OUTCOME_SKIPPED: DueOutcome
DUE_OUTCOME_STARTED: DueOutcome
DUE_OUTCOME_UNSPECIFIED: DueOutcome
OVERLAP_POLICY_ALLOW_ALL: OverlapPolicy
OVERLAP_POLICY_BUFFER_ONE: OverlapPolicy
OVERLAP_POLICY_CANCEL_OTHER: OverlapPolicy
OVERLAP_POLICY_SKIP: OverlapPolicy
OVERLAP_POLICY_UNSPECIFIED: OverlapPolicy

class CronTiming(_message.Message):
    __slots__ = ["expression", "time_zone"]
    EXPRESSION_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    expression: str
    time_zone: str
    def __init__(self, expression: _Optional[str] = ..., time_zone: _Optional[str] = ...) -> None: ...

class IntervalTiming(_message.Message):
    __slots__ = ["every", "offset"]
    EVERY_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    every: _duration_pb2.Duration
    offset: _duration_pb2.Duration
    def __init__(self, every: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class Schedule(_message.Message):
    __slots__ = ["buffered_time", "counts", "create_time", "namespace", "next_times", "note", "paused", "recent", "revision", "running_flow_ids", "schedule_id", "spec", "update_time"]
    BUFFERED_TIME_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    NEXT_TIMES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    RECENT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    RUNNING_FLOW_IDS_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    buffered_time: _timestamp_pb2.Timestamp
    counts: ScheduleCounts
    create_time: _timestamp_pb2.Timestamp
    namespace: str
    next_times: _containers.RepeatedCompositeFieldContainer[_timestamp_pb2.Timestamp]
    note: str
    paused: bool
    recent: _containers.RepeatedCompositeFieldContainer[ScheduleOccurrence]
    revision: str
    running_flow_ids: _containers.RepeatedScalarFieldContainer[str]
    schedule_id: str
    spec: ScheduleSpec
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, namespace: _Optional[str] = ..., schedule_id: _Optional[str] = ..., spec: _Optional[_Union[ScheduleSpec, _Mapping]] = ..., paused: bool = ..., note: _Optional[str] = ..., revision: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., next_times: _Optional[_Iterable[_Union[_timestamp_pb2.Timestamp, _Mapping]]] = ..., running_flow_ids: _Optional[_Iterable[str]] = ..., buffered_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., counts: _Optional[_Union[ScheduleCounts, _Mapping]] = ..., recent: _Optional[_Iterable[_Union[ScheduleOccurrence, _Mapping]]] = ...) -> None: ...

class ScheduleCounts(_message.Message):
    __slots__ = ["failed", "missed", "skipped", "started"]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    failed: int
    missed: int
    skipped: int
    started: int
    def __init__(self, started: _Optional[int] = ..., skipped: _Optional[int] = ..., missed: _Optional[int] = ..., failed: _Optional[int] = ...) -> None: ...

class ScheduleOccurrence(_message.Message):
    __slots__ = ["due_time", "failure_message", "failure_reason", "flow_id", "outcome", "triggered"]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    FAILURE_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    TRIGGERED_FIELD_NUMBER: _ClassVar[int]
    due_time: _timestamp_pb2.Timestamp
    failure_message: str
    failure_reason: str
    flow_id: str
    outcome: DueOutcome
    triggered: bool
    def __init__(self, due_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., flow_id: _Optional[str] = ..., outcome: _Optional[_Union[DueOutcome, str]] = ..., triggered: bool = ..., failure_reason: _Optional[str] = ..., failure_message: _Optional[str] = ...) -> None: ...

class ScheduleSpec(_message.Message):
    __slots__ = ["catchup_window", "cron", "end_time", "interval", "overlap_policy", "run", "start_time"]
    CATCHUP_WINDOW_FIELD_NUMBER: _ClassVar[int]
    CRON_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_FIELD_NUMBER: _ClassVar[int]
    OVERLAP_POLICY_FIELD_NUMBER: _ClassVar[int]
    RUN_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    catchup_window: _duration_pb2.Duration
    cron: CronTiming
    end_time: _timestamp_pb2.Timestamp
    interval: IntervalTiming
    overlap_policy: OverlapPolicy
    run: ScheduledRun
    start_time: _timestamp_pb2.Timestamp
    def __init__(self, cron: _Optional[_Union[CronTiming, _Mapping]] = ..., interval: _Optional[_Union[IntervalTiming, _Mapping]] = ..., start_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., run: _Optional[_Union[ScheduledRun, _Mapping]] = ..., overlap_policy: _Optional[_Union[OverlapPolicy, str]] = ..., catchup_window: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class ScheduledRun(_message.Message):
    __slots__ = ["definition_digest", "definition_name", "input", "labels", "priority", "spec"]
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    DEFINITION_DIGEST_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_NAME_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    definition_digest: str
    definition_name: str
    input: _payload_pb2.Payload
    labels: _containers.ScalarMap[str, str]
    priority: int
    spec: _flow_spec_pb2.FlowSpec
    def __init__(self, spec: _Optional[_Union[_flow_spec_pb2.FlowSpec, _Mapping]] = ..., definition_digest: _Optional[str] = ..., definition_name: _Optional[str] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ..., priority: _Optional[int] = ...) -> None: ...

class OverlapPolicy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class DueOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
