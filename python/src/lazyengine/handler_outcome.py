"""Tells from what a handler returned or raised what became of its task: here exceptions become failures."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Generic, TypeVar

from lazyengine.completion import Cancelled, Decided, Deferred, Spawn, TaskCompletion
from lazyengine.cut_text import cut, text_of
from lazyengine.decision import Decision
from lazyengine.enums import WorkKind
from lazyengine.errors import NonRetryableError, RetryAfter, TaskCancelled, TaskFailure
from lazyengine.flow_values import Failure
from lazyengine.message_bounds import FAILURE_MESSAGE_BYTES, FAILURE_TYPE_BYTES
from lazyengine.task import HeldTask, Stop
from lazyengine.task_values import ReadyTask

H = TypeVar("H")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class HandlerSet(Generic[H, E]):
    """What an executor can do: tasks and reverts by type, and decisions, where it makes any."""

    handlers: Mapping[str, H]
    reverts: Mapping[str, H] | None
    evaluate: E | None

    @property
    def types(self) -> list[str]:
        """Of tasks and reverts: the queues that they are in unless they name another."""
        return list({**self.handlers, **({} if self.reverts is None else self.reverts)})

    @property
    def kinds(self) -> list[WorkKind]:
        """Which work items it takes."""
        return [
            WorkKind.EXECUTE,
            *([] if self.reverts is None else [WorkKind.REVERT]),
            *([] if self.evaluate is None else [WorkKind.EVALUATE]),
        ]

    def handler_of(self, claim: ReadyTask) -> H | None:
        """The handler of an item that is no decision, None where there is none."""
        if claim.kind is WorkKind.EXECUTE:
            return self.handlers.get(claim.type)
        # A mapping that finds its handlers when asked has no length.
        if claim.kind is WorkKind.REVERT and self.reverts is not None:
            return self.reverts.get(claim.type)
        return None


_log = logging.getLogger("lazyengine.executor")

REFUSED = "OUTCOME_REFUSED"

_STACK_BYTES = 8 * 1024
_DEPTH = 8


def completion_of(task: HeldTask, value: Any) -> TaskCompletion:
    """What a handler's value makes of its task: `task.defer()` defers, a Spawn is the flow that it goes on as, anything
    else is the result.
    """
    if isinstance(value, Deferred):
        return _completion(task, deferred=value)
    if isinstance(value, Spawn):
        return _completion(task, spawn=value)
    if isinstance(value, Decided):
        return _completion(task, **value.fields())
    return _completion(task, result=value)


def completion_of_error(task: HeldTask, error: BaseException) -> TaskCompletion | None:
    """What an exception makes of a task; None = nothing is to be sent, the task is to be given back or is gone.

    It is a failure of its class's name, which the retry policy judges; NonRetryableError and RetryAfter say more;
    TaskCancelled gives up. Also what would end a program is one: it must not end what others wait for.
    """
    if isinstance(error, TaskCancelled):
        if task.stop not in (None, Stop.CANCEL_REQUESTED):
            return None
        return _completion(task, cancelled=Cancelled(cut(text_of(error), FAILURE_MESSAGE_BYTES)))
    _log.warning("the handler of %s/%s failed", task.flow_id, task.task_id, exc_info=error)
    return _completion(task, failure=failure_of(error))


def decision_of(task: HeldTask, decision: Any) -> TaskCompletion:
    """What an evaluator's value makes of its item; `task.remember` keeps a memo."""
    if decision is None:
        decision = Decision()
    if not isinstance(decision, Decision | Mapping):
        error = TypeError(f"an evaluator returns a Decision, a mapping or None, got {type(decision).__name__}")
        return decision_failed(task, error)
    return _completion(task, decision=decision, memo=task.remembered)


def decision_failed(task: HeldTask, error: BaseException) -> TaskCompletion:
    """What an evaluator's exception makes of its item: a failure, which ends the flow FAILED."""
    _log.warning("the evaluation of %s/%s failed", task.flow_id, task.task_id, exc_info=error)
    return _completion(task, failure=failure_of(error))


def outcome_refused(claim: ReadyTask, message: str) -> TaskCompletion:
    """In place of an outcome that can never be recorded: the task fails for good."""
    return only_failure(claim, Failure(REFUSED, cut(message, FAILURE_MESSAGE_BYTES), retryable=False))


def only_failure(claim: ReadyTask, failure: Failure) -> TaskCompletion:
    """In place of an outcome: nothing but this is told."""
    return TaskCompletion(claim.flow_id, claim.task_id, claim_token=claim.claim_token, failure=failure)


def failure_of(error: BaseException, depth: int = 1) -> Failure:
    """The failure that an exception means, cut to the contract's limits so that it is never refused.

    Raises nothing: of what an exception says, it may say each part wrongly.
    """
    try:
        return _failure_of(error, depth)
    except BaseException as untold:
        kind = type(untold).__name__
        return Failure("Error", f"what was raised cannot be told: to look at it raises {cut(kind, FAILURE_TYPE_BYTES)}")


def _failure_of(error: BaseException, depth: int) -> Failure:
    kind, details = type(error).__name__, None
    if isinstance(error, TaskFailure):
        kind, details = _kind_of(error) or kind, error.details
    if details is None and depth == 1:
        details = {"stack": cut("".join(traceback.format_exception(error)), _STACK_BYTES)}
    cause = error.__cause__
    return Failure(
        type=cut(kind, FAILURE_TYPE_BYTES) or "Error",
        message=cut(text_of(error), FAILURE_MESSAGE_BYTES),
        details=details,
        retryable=False if isinstance(error, NonRetryableError) else None,
        retry_after=max(error.delay, timedelta()) if isinstance(error, RetryAfter) else None,
        causes=(failure_of(cause, depth + 1),) if cause is not None and depth < _DEPTH else (),
    )


def _kind_of(error: TaskFailure) -> str:
    """The type that it was given, which may be no text: a member of an enum is what it stands for."""
    given: object = error.type
    if given is None:
        return ""
    return text_of(given.value if isinstance(given, Enum) else given)


def _completion(task: HeldTask, **outcome: Any) -> TaskCompletion:
    claim = task.claim
    return TaskCompletion(claim.flow_id, claim.task_id, claim_token=claim.claim_token, **outcome)
