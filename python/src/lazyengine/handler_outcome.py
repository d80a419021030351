"""Calls a handler and tells what became of the task: this is where exceptions become failures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from lazyengine.completion import Cancelled, Deferred, TaskCompletion
from lazyengine.errors import NonRetryableError, RetryAfter, TaskCancelled
from lazyengine.flow_values import Failure
from lazyengine.task import Stop, Task

Handler = Callable[[Task], Any]

_MESSAGE_BYTES = 16 * 1024


def completion_of(handler: Handler, task: Task) -> TaskCompletion | None:
    """Call the handler. None = nothing is to be sent, the task is to be given back or is gone.

    A returned value is the result, `task.defer()` defers. An exception is a failure of its class's name, which the
    retry policy judges; NonRetryableError and RetryAfter say more; TaskCancelled gives up.
    """
    try:
        value = handler(task)
    except TaskCancelled as error:
        if task.stop not in (None, Stop.CANCEL_REQUESTED):
            return None
        return _completion(task, cancelled=Cancelled(_shortened(str(error))))
    except BaseException as error:
        # Also what would end a program: here it must not end a thread that others wait for.
        return failed(task, error)
    if isinstance(value, Deferred):
        return _completion(task, deferred=value)
    return _completion(task, result=value)


def failed(task: Task, error: BaseException) -> TaskCompletion:
    """The completion of a task whose handler raised."""
    return _completion(task, failure=failure_of(error))


def failure_of(error: BaseException) -> Failure:
    """The failure that an exception means."""
    kind, retryable, retry_after, details = type(error).__name__, None, None, None
    if isinstance(error, NonRetryableError | RetryAfter):
        kind, details = error.type or kind, error.details
        retryable = False if isinstance(error, NonRetryableError) else None
        retry_after = error.delay if isinstance(error, RetryAfter) else None
    return Failure(
        type=kind,
        message=_shortened(str(error)),
        details=details,
        retryable=retryable,
        retry_after=_not_negative(retry_after),
        causes=_causes(error),
    )


def _causes(error: BaseException) -> tuple[Failure, ...]:
    causes: list[Failure] = []
    cause = error.__cause__
    while cause is not None and len(causes) < 16:
        causes.append(Failure(type=type(cause).__name__, message=_shortened(str(cause))))
        cause = cause.__cause__
    return tuple(causes)


def _completion(task: Task, **outcome: Any) -> TaskCompletion:
    claim = task.claim
    return TaskCompletion(claim.flow_id, claim.task_id, claim_token=claim.claim_token, **outcome)


def _shortened(text: str) -> str:
    """Cut to what a failure's message may hold; a lone surrogate, which UTF-8 cannot carry, becomes a question mark."""
    data = text.encode("utf-8", "replace")
    return data[:_MESSAGE_BYTES].decode("utf-8", "ignore")


def _not_negative(delay: timedelta | None) -> timedelta | None:
    return None if delay is None else max(delay, timedelta())
