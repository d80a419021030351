"""What becomes of a task: a result, a failure, a deferral to an outsider, a flow, or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from datetime import timedelta
from enum import Enum
from typing import Any, Final

from lazyengine.decision import Decision
from lazyengine.enums import ResponseDetail
from lazyengine.flow_spec import FlowSpec
from lazyengine.flow_values import Failure
from lazyengine.payload import Payload
from lazyengine.request_ids import new_request_id


class NotGiven(Enum):
    """Tells an outcome that was not given from a result that is None."""

    NOT_GIVEN = "not given"


NOT_GIVEN: Final = NotGiven.NOT_GIVEN


@dataclass(frozen=True, slots=True)
class Deferred:
    """Somebody else will finish the task; the times are seconds or timedeltas, None = no limit."""

    timeout: timedelta | float | None = None
    heartbeat_timeout: timedelta | float | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The work was given up: the task is CANCELLED and not tried again."""

    message: str = ""


@dataclass(frozen=True, slots=True)
class Spawn:
    """The attempt goes on as a flow of its own, whose end is its outcome; only for a task with `dynamic_flow`.

    One of `spec` and `flow_digest` says what the flow is to do; `labels` override those of the definition.
    """

    spec: FlowSpec | Mapping[str, Any] | None = None
    flow_digest: str | None = None
    input: Any = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """A result or a failure with what is decided about it: nobody else is asked about the task's end.

    `memo` is kept for the next items of the task's instance.
    """

    result: Any = None
    failure: Failure | Mapping[str, Any] | None = None
    decision: Decision | Mapping[str, Any] | None = None
    memo: Any = None

    def fields(self) -> dict[str, Any]:
        """Those of a completion."""
        outcome = {"result": self.result} if self.failure is None else {"failure": self.failure}
        return {**outcome, "decision": self.decision, "memo": self.memo}


@dataclass(frozen=True, slots=True)
class TaskCompletion:
    """One completion of a batch or on a stream: exactly one outcome, or a decision alone for an item of kind EVALUATE.

    A result may be None: the empty result.
    """

    flow_id: str
    task_id: str
    result: Any = NOT_GIVEN
    failure: Failure | Mapping[str, Any] | None = None
    deferred: Deferred | Mapping[str, Any] | None = None
    cancelled: Cancelled | Mapping[str, Any] | None = None
    claim_token: str = ""
    attempt: int | None = None
    request_id: str | None = None
    response_detail: ResponseDetail | str = ResponseDetail.UNSPECIFIED
    decision: Decision | Mapping[str, Any] | None = None
    memo: Any = None
    spawn: Spawn | Mapping[str, Any] | None = None

    @staticmethod
    def of(item: TaskCompletion | Mapping[str, Any]) -> TaskCompletion:
        """The completion that a mapping of the same names describes."""
        return item if isinstance(item, TaskCompletion) else TaskCompletion(**item)

    def fields(self) -> dict[str, Any]:
        """The fields of the message, with a request_id in any case."""
        given = {name: getattr(self, name) for name in _FIELDS}
        given["request_id"] = new_request_id(self.request_id)
        return {**given, **outcome_fields(self.result, self.failure, self.deferred, self.cancelled, self.spawn)}


_FIELDS = tuple(one.name for one in dataclass_fields(TaskCompletion))


def outcome_fields(result: Any, failure: Any, deferred: Any, cancelled: Any, spawn: Any = None) -> dict[str, Any]:
    """The fields of the outcome that is given; none is the server's to refuse. Raises ValueError for more than one."""
    outcomes = {"failure": failure, "deferred": deferred, "cancelled": cancelled, "spawn": spawn}
    given = {name: outcome for name, outcome in outcomes.items() if outcome is not None}
    if result is not NOT_GIVEN:
        given["result"] = Payload() if result is None else result
    if len(given) > 1:
        raise ValueError(f"expected one outcome, got {' and '.join(given)}")
    return dict.fromkeys(("result", *outcomes)) | given
