from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
FLOW_STATE_CANCELLED: FlowState
FLOW_STATE_CANCELLING: FlowState
FLOW_STATE_FAILED: FlowState
FLOW_STATE_PENDING: FlowState
FLOW_STATE_REVERTED: FlowState
FLOW_STATE_REVERTING: FlowState
FLOW_STATE_RUNNING: FlowState
FLOW_STATE_SUCCEEDED: FlowState
FLOW_STATE_SUSPENDED: FlowState
FLOW_STATE_SUSPENDING: FlowState
FLOW_STATE_UNSPECIFIED: FlowState
INTENT_EXECUTE: Intent
INTENT_RETRY: Intent
INTENT_REVERT: Intent
INTENT_SKIP: Intent
INTENT_UNSPECIFIED: Intent
TASK_STATE_CANCELLED: TaskState
TASK_STATE_DELAYED: TaskState
TASK_STATE_FAILED: TaskState
TASK_STATE_PAUSED: TaskState
TASK_STATE_PENDING: TaskState
TASK_STATE_READY: TaskState
TASK_STATE_RETRYING: TaskState
TASK_STATE_REVERTED: TaskState
TASK_STATE_REVERTING: TaskState
TASK_STATE_REVERT_FAILED: TaskState
TASK_STATE_RUNNING: TaskState
TASK_STATE_SKIPPED: TaskState
TASK_STATE_SUCCEEDED: TaskState
TASK_STATE_UNSPECIFIED: TaskState

class FlowState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class TaskState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Intent(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
