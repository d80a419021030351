from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
PHASE_END: Phase
PHASE_FAILURE: Phase
PHASE_OUTPUT: Phase
PHASE_START: Phase
PHASE_UNSPECIFIED: Phase
WORK_KIND_EVALUATE: WorkKind
WORK_KIND_EXECUTE: WorkKind
WORK_KIND_REVERT: WorkKind
WORK_KIND_UNSPECIFIED: WorkKind

class WorkKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Phase(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
