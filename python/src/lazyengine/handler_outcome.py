"""Calls a handler and tells what became of the task: this is where exceptions become failures."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lazyengine.completion import Cancelled, Decided, Deferred, Spawn, TaskCompletion
from lazyengine.decision import Decision
from lazyengine.enums import WorkKind
from lazyengine.errors import NonRetryableError, RetryAfter, TaskCancelled, TaskFailure
from lazyengine.flow_values import Failure
from lazyengine.task import Stop, Task
from lazyengine.task_values import ReadyTask

Handler = Callable[[Task], Any]
# Decides what an item of kind EVALUATE asks: what it raises fails the flow, None lets all go as it would without.
Evaluator = Callable[[Task], Decision | Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class HandlerSet:
    """What an executor can do: tasks and reverts by type, and decisions, where it makes any."""

    handlers: Mapping[str, Handler]
    reverts: Mapping[str, Handler]
    evaluate: Evaluator | None

    def handler_of(self, claim: ReadyTask) -> Handler | None:
        """The handler of an item that is no decision, None where there is none."""
        if claim.kind is WorkKind.EXECUTE:
            return self.handlers.get(claim.type)
        return self.reverts.get(claim.type) if claim.kind is WorkKind.REVERT else None


_log = logging.getLogger("lazyengine.executor")

REFUSED = "OUTCOME_REFUSED"

_TYPE_BYTES = 255
_MESSAGE_BYTES = 16 * 1024
_STACK_BYTES = 8 * 1024
_DEPTH = 8


def completion_of(handler: Handler, task: Task) -> TaskCompletion | None:
    """Call the handler. None = nothing is to be sent, the task is to be given back or is gone.

    A returned value is the result, `task.defer()` defers, a Spawn is the flow that it goes on as. An exception is a
    failure of its class's name, which the retry policy judges; NonRetryableError and RetryAfter say more;
    TaskCancelled gives up.
    """
    try:
        value = handler(task)
    except TaskCancelled as error:
        if task.stop not in (None, Stop.CANCEL_REQUESTED):
            return None
        return _completion(task, cancelled=Cancelled(_cut(str(error), _MESSAGE_BYTES)))
    except BaseException as error:
        # Also what would end a program: here it must not end a thread that others wait for.
        _log.warning("the handler of %s/%s failed", task.flow_id, task.task_id, exc_info=error)
        return _completion(task, failure=failure_of(error))
    if isinstance(value, Deferred):
        return _completion(task, deferred=value)
    if isinstance(value, Spawn):
        return _completion(task, spawn=value)
    if isinstance(value, Decided):
        return _completion(task, **value.fields())
    return _completion(task, result=value)


def evaluation_of(evaluate: Evaluator, task: Task) -> TaskCompletion:
    """Call the evaluator. An exception is a failure, which ends the flow FAILED; `task.remember` keeps a memo."""
    try:
        decision = evaluate(task)
        if decision is None:
            decision = Decision()
        if not isinstance(decision, Decision | Mapping):
            raise TypeError(f"an evaluator returns a Decision, a mapping or None, got {type(decision).__name__}")
    except BaseException as error:
        _log.warning("the evaluation of %s/%s failed", task.flow_id, task.task_id, exc_info=error)
        return _completion(task, failure=failure_of(error))
    return _completion(task, decision=decision, memo=task.remembered)


def outcome_refused(claim: ReadyTask, message: str) -> TaskCompletion:
    """In place of an outcome that can never be recorded: the task fails for good."""
    failure = Failure(REFUSED, _cut(message, _MESSAGE_BYTES), retryable=False)
    return TaskCompletion(claim.flow_id, claim.task_id, claim_token=claim.claim_token, failure=failure)


def failure_of(error: BaseException, depth: int = 1) -> Failure:
    """The failure that an exception means, cut to the contract's limits so that it is never refused."""
    kind, details = type(error).__name__, None
    if isinstance(error, TaskFailure):
        kind, details = error.type or kind, error.details
    if details is None and depth == 1:
        details = {"stack": _cut("".join(traceback.format_exception(error)), _STACK_BYTES)}
    cause = error.__cause__
    return Failure(
        type=_cut(kind, _TYPE_BYTES) or "Error",
        message=_cut(str(error), _MESSAGE_BYTES),
        details=details,
        retryable=False if isinstance(error, NonRetryableError) else None,
        retry_after=max(error.delay, timedelta()) if isinstance(error, RetryAfter) else None,
        causes=(failure_of(cause, depth + 1),) if cause is not None and depth < _DEPTH else (),
    )


def _completion(task: Task, **outcome: Any) -> TaskCompletion:
    claim = task.claim
    return TaskCompletion(claim.flow_id, claim.task_id, claim_token=claim.claim_token, **outcome)


def _cut(text: str, size: int) -> str:
    """At most so many bytes of UTF-8, never half a character; what UTF-8 cannot carry becomes a question mark."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
