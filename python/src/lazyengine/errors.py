"""The errors that the package raises, and how they are read from a call's status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

if TYPE_CHECKING:
    from lazyengine.flow_values import Flow

_DOMAIN = "lazyengine"
_DETAILS_KEY = "grpc-status-details-bin"
_CODES = {code.value[0]: code for code in grpc.StatusCode}


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """A field that a request has wrong: its path in snake_case, and what is wrong with it."""

    field: str
    description: str


class LazyEngineError(Exception):
    """A call that was refused or failed.

    `code` is the gRPC code, `reason` the name from the published list (empty where the server gave none, such as when
    it could not be reached), `metadata` what the reason concerns, `violations` the wrong fields, `retry_after` when a
    repeat makes sense.
    """

    def __init__(
        self,
        code: grpc.StatusCode,
        message: str,
        *,
        reason: str = "",
        metadata: Mapping[str, str] | None = None,
        violations: tuple[FieldViolation, ...] = (),
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{reason or code.name}: {message}")
        self.code = code
        self.message = message
        self.reason = reason
        self.metadata: Mapping[str, str] = metadata or {}
        self.violations = violations
        self.retry_after = retry_after

    @property
    def repeatable(self) -> bool:
        """True where the same call, with the same request_id, may well succeed a little later."""
        if self.code is grpc.StatusCode.UNAVAILABLE:
            return True
        if self.code in (grpc.StatusCode.ABORTED, grpc.StatusCode.RESOURCE_EXHAUSTED):
            return self.retry_after is not None and self.reason not in _NOT_REPEATABLE
        # A server, whose clock may have jumped, says that the time is over; whether it is, this side's own clock tells.
        if self.code is grpc.StatusCode.DEADLINE_EXCEEDED:
            return bool(self.reason)
        # How a connection may look that broke in the middle of a call; a server's own errors have a reason.
        return self.code is grpc.StatusCode.INTERNAL and not self.reason and "RST_STREAM" in self.message

    @property
    def retry_seconds(self) -> float:
        """What the server asks to wait before a repeat, 0 where it asks nothing."""
        return 0.0 if self.retry_after is None else self.retry_after.total_seconds()

    @property
    def unanswered(self) -> bool:
        """True where the deadline passed and no server has spoken."""
        return self.code is grpc.StatusCode.DEADLINE_EXCEEDED and not self.reason


# These say that a repeat of the same call cannot help, though their code comes with a delay.
_NOT_REPEATABLE = frozenset({"REVISION_MISMATCH", "SESSION_TAKEN_OVER", "SESSION_EXPIRED", "FLOW_FULL"})


class FlowFailed(Exception):
    """A flow ended in another way than SUCCEEDED; `flow` is the flow at its end."""

    def __init__(self, flow: Flow) -> None:
        why = "" if flow.failure is None else f": {flow.failure.type}: {flow.failure.message}"
        super().__init__(f"flow {flow.flow_id} ended {flow.state}{why}")
        self.flow = flow
        self.failure = flow.failure


class TaskFailure(Exception):
    """Raised by a handler: the try failed, as with every exception, with a `type` and `details` of one's own.

    The type is by default the name of the exception's class; the details are any value, by default the traceback.
    """

    def __init__(self, message: str = "", *, type: str | None = None, details: object = None) -> None:
        super().__init__(message)
        self.type = type
        self.details = details


class NonRetryableError(TaskFailure):
    """Raised by a handler: the task fails at once, whatever its retry policy says."""


class RetryAfter(TaskFailure):
    """Raised by a handler: the try failed, and the next one starts no earlier than `delay` (seconds or timedelta)."""

    def __init__(
        self, delay: timedelta | float, message: str = "", *, type: str | None = None, details: object = None
    ) -> None:
        super().__init__(message, type=type, details=details)
        self.delay = delay if isinstance(delay, timedelta) else timedelta(seconds=delay)


class TaskCancelled(Exception):
    """Raised by a handler that gives up because its `task.cancelled` is set: the task's outcome is Cancelled."""


def error_from_rpc(error: grpc.RpcError) -> LazyEngineError:
    """The error of a failed call, with what its status details tell."""
    # What grpc raises is the call itself, which its declared type does not say.
    call: Any = error
    code: grpc.StatusCode = call.code() or grpc.StatusCode.UNKNOWN
    message: str = call.details() or code.name
    for key, value in call.trailing_metadata() or ():
        if key == _DETAILS_KEY:
            return error_from_status(_parse_status(value, code, message))
    return LazyEngineError(code, message)


def error_from_status(status: status_pb2.Status) -> LazyEngineError:
    """The error that a `google.rpc.Status` tells of: of a call, or of one item of a batch."""
    reason, metadata = "", {}
    violations: tuple[FieldViolation, ...] = ()
    retry_after: timedelta | None = None
    info, bad_request, retry = (
        error_details_pb2.ErrorInfo(),
        error_details_pb2.BadRequest(),
        error_details_pb2.RetryInfo(),
    )
    for detail in status.details:
        if detail.Unpack(info) and info.domain == _DOMAIN:
            reason, metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(bad_request):
            violations = tuple(FieldViolation(v.field, v.description) for v in bad_request.field_violations)
        elif detail.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta()
    code = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
    return LazyEngineError(
        code, status.message, reason=reason, metadata=metadata, violations=violations, retry_after=retry_after
    )


def _parse_status(value: bytes | str, code: grpc.StatusCode, message: str) -> status_pb2.Status:
    """The status in the trailer; one of code and message alone where a proxy has damaged it."""
    try:
        return status_pb2.Status.FromString(value if isinstance(value, bytes) else value.encode("latin-1"))
    except DecodeError:
        return status_pb2.Status(code=code.value[0], message=message)
