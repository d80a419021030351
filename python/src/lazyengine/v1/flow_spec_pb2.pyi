from google.protobuf import duration_pb2 as _duration_pb2
from lazyengine.v1 import edge_pb2 as _edge_pb2
from lazyengine.v1 import payload_pb2 as _payload_pb2
from lazyengine.v1 import retry_policy_pb2 as _retry_policy_pb2
from lazyengine.v1 import scope_pb2 as _scope_pb2
from lazyengine.v1 import work_kind_pb2 as _work_kind_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
FAILURE_MODE_CONTINUE: FailureMode
FAILURE_MODE_REVERT: FailureMode
FAILURE_MODE_STOP: FailureMode
FAILURE_MODE_UNSPECIFIED: FailureMode
ITEM_RETRY_ALL_ITEMS: ItemRetry
ITEM_RETRY_FAILED_ITEMS: ItemRetry
ITEM_RETRY_UNSPECIFIED: ItemRetry
ON_LOST_FAIL: OnLost
ON_LOST_REDELIVER: OnLost
ON_LOST_UNSPECIFIED: OnLost

class Evaluate(_message.Message):
    __slots__ = ["phases", "queue"]
    PHASES_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    phases: _containers.RepeatedScalarFieldContainer[_work_kind_pb2.Phase]
    queue: str
    def __init__(self, queue: _Optional[str] = ..., phases: _Optional[_Iterable[_Union[_work_kind_pb2.Phase, str]]] = ...) -> None: ...

class FlowSpec(_message.Message):
    __slots__ = ["allow_cycles", "default_retry", "defer_reverts", "evaluate", "failure_mode", "labels", "max_instances", "max_parallel", "name", "output", "revert_failed", "scopes", "tasks", "timeout", "version"]
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ALLOW_CYCLES_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_RETRY_FIELD_NUMBER: _ClassVar[int]
    DEFER_REVERTS_FIELD_NUMBER: _ClassVar[int]
    EVALUATE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_MODE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    MAX_INSTANCES_FIELD_NUMBER: _ClassVar[int]
    MAX_PARALLEL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    REVERT_FAILED_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    allow_cycles: bool
    default_retry: _retry_policy_pb2.RetryPolicy
    defer_reverts: bool
    evaluate: Evaluate
    failure_mode: FailureMode
    labels: _containers.ScalarMap[str, str]
    max_instances: int
    max_parallel: int
    name: str
    output: str
    revert_failed: bool
    scopes: _containers.RepeatedCompositeFieldContainer[_scope_pb2.ScopeSpec]
    tasks: _containers.RepeatedCompositeFieldContainer[TaskSpec]
    timeout: _duration_pb2.Duration
    version: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ..., tasks: _Optional[_Iterable[_Union[TaskSpec, _Mapping]]] = ..., failure_mode: _Optional[_Union[FailureMode, str]] = ..., timeout: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., default_retry: _Optional[_Union[_retry_policy_pb2.RetryPolicy, _Mapping]] = ..., max_parallel: _Optional[int] = ..., labels: _Optional[_Mapping[str, str]] = ..., allow_cycles: bool = ..., max_instances: _Optional[int] = ..., evaluate: _Optional[_Union[Evaluate, _Mapping]] = ..., scopes: _Optional[_Iterable[_Union[_scope_pb2.ScopeSpec, _Mapping]]] = ..., defer_reverts: bool = ..., revert_failed: bool = ..., output: _Optional[str] = ...) -> None: ...

class ForEach(_message.Message):
    __slots__ = ["expression", "literal", "max_parallel", "retry", "tolerated_failures"]
    EXPRESSION_FIELD_NUMBER: _ClassVar[int]
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    MAX_PARALLEL_FIELD_NUMBER: _ClassVar[int]
    RETRY_FIELD_NUMBER: _ClassVar[int]
    TOLERATED_FAILURES_FIELD_NUMBER: _ClassVar[int]
    expression: str
    literal: _payload_pb2.Payload
    max_parallel: int
    retry: ItemRetry
    tolerated_failures: int
    def __init__(self, literal: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., expression: _Optional[str] = ..., max_parallel: _Optional[int] = ..., tolerated_failures: _Optional[int] = ..., retry: _Optional[_Union[ItemRetry, str]] = ...) -> None: ...

class Noop(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class Repeat(_message.Message):
    __slots__ = ["delay", "max_times", "until"]
    DELAY_FIELD_NUMBER: _ClassVar[int]
    MAX_TIMES_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    delay: _duration_pb2.Duration
    max_times: int
    until: str
    def __init__(self, until: _Optional[str] = ..., max_times: _Optional[int] = ..., delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class TaskSpec(_message.Message):
    __slots__ = ["bindings", "concurrency_key", "delay", "delay_after", "depends_on", "dynamic_flow", "evaluate", "flow", "flow_digest", "for_each", "input", "join", "labels", "name", "needs_flow_input", "needs_globals", "next", "noop", "on_lost", "priority", "queue", "reads", "repeat", "retry", "revert_type", "scope", "suspend_parent", "timeouts", "type"]
    class BindingsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class LabelsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    BINDINGS_FIELD_NUMBER: _ClassVar[int]
    CONCURRENCY_KEY_FIELD_NUMBER: _ClassVar[int]
    DELAY_AFTER_FIELD_NUMBER: _ClassVar[int]
    DELAY_FIELD_NUMBER: _ClassVar[int]
    DEPENDS_ON_FIELD_NUMBER: _ClassVar[int]
    DYNAMIC_FLOW_FIELD_NUMBER: _ClassVar[int]
    EVALUATE_FIELD_NUMBER: _ClassVar[int]
    FLOW_DIGEST_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    FOR_EACH_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    JOIN_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FLOW_INPUT_FIELD_NUMBER: _ClassVar[int]
    NEEDS_GLOBALS_FIELD_NUMBER: _ClassVar[int]
    NEXT_FIELD_NUMBER: _ClassVar[int]
    NOOP_FIELD_NUMBER: _ClassVar[int]
    ON_LOST_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    READS_FIELD_NUMBER: _ClassVar[int]
    REPEAT_FIELD_NUMBER: _ClassVar[int]
    RETRY_FIELD_NUMBER: _ClassVar[int]
    REVERT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    SUSPEND_PARENT_FIELD_NUMBER: _ClassVar[int]
    TIMEOUTS_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    bindings: _containers.ScalarMap[str, str]
    concurrency_key: str
    delay: _duration_pb2.Duration
    delay_after: _duration_pb2.Duration
    depends_on: _containers.RepeatedCompositeFieldContainer[_edge_pb2.Dependency]
    dynamic_flow: bool
    evaluate: Evaluate
    flow: FlowSpec
    flow_digest: str
    for_each: ForEach
    input: _payload_pb2.Payload
    join: _edge_pb2.Join
    labels: _containers.ScalarMap[str, str]
    name: str
    needs_flow_input: bool
    needs_globals: bool
    next: _containers.RepeatedCompositeFieldContainer[_edge_pb2.Edge]
    noop: Noop
    on_lost: OnLost
    priority: int
    queue: str
    reads: _containers.RepeatedScalarFieldContainer[str]
    repeat: Repeat
    retry: _retry_policy_pb2.RetryPolicy
    revert_type: str
    scope: str
    suspend_parent: bool
    timeouts: Timeouts
    type: str
    def __init__(self, name: _Optional[str] = ..., type: _Optional[str] = ..., noop: _Optional[_Union[Noop, _Mapping]] = ..., flow: _Optional[_Union[FlowSpec, _Mapping]] = ..., flow_digest: _Optional[str] = ..., queue: _Optional[str] = ..., input: _Optional[_Union[_payload_pb2.Payload, _Mapping]] = ..., depends_on: _Optional[_Iterable[_Union[_edge_pb2.Dependency, _Mapping]]] = ..., retry: _Optional[_Union[_retry_policy_pb2.RetryPolicy, _Mapping]] = ..., timeouts: _Optional[_Union[Timeouts, _Mapping]] = ..., delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., delay_after: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., priority: _Optional[int] = ..., needs_flow_input: bool = ..., reads: _Optional[_Iterable[str]] = ..., on_lost: _Optional[_Union[OnLost, str]] = ..., labels: _Optional[_Mapping[str, str]] = ..., next: _Optional[_Iterable[_Union[_edge_pb2.Edge, _Mapping]]] = ..., join: _Optional[_Union[_edge_pb2.Join, _Mapping]] = ..., evaluate: _Optional[_Union[Evaluate, _Mapping]] = ..., needs_globals: bool = ..., scope: _Optional[str] = ..., revert_type: _Optional[str] = ..., for_each: _Optional[_Union[ForEach, _Mapping]] = ..., dynamic_flow: bool = ..., suspend_parent: bool = ..., repeat: _Optional[_Union[Repeat, _Mapping]] = ..., bindings: _Optional[_Mapping[str, str]] = ..., concurrency_key: _Optional[str] = ...) -> None: ...

class Timeouts(_message.Message):
    __slots__ = ["attempt", "heartbeat", "ready_to_claim", "run", "total"]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    READY_TO_CLAIM_FIELD_NUMBER: _ClassVar[int]
    RUN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    attempt: _duration_pb2.Duration
    heartbeat: _duration_pb2.Duration
    ready_to_claim: _duration_pb2.Duration
    run: _duration_pb2.Duration
    total: _duration_pb2.Duration
    def __init__(self, ready_to_claim: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., run: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., heartbeat: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., attempt: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., total: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class FailureMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ItemRetry(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class OnLost(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
