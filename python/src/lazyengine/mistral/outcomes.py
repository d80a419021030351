"""Outcomes of attempts with what is decided about them, so that nobody else need be asked."""

from __future__ import annotations

from typing import Any

from lazyengine.completion import Decided
from lazyengine.cut_text import cut, text_of
from lazyengine.flow_values import Failure
from lazyengine.message_bounds import FAILURE_MESSAGE_BYTES
from lazyengine.mistral.stored_values import stored
from lazyengine.mistral.task_end import Ended, decide_end, fail_workflow
from lazyengine.mistral.task_results import ACTION_ERROR, NOT_STARTED, WORKFLOW_ERROR
from lazyengine.mistral.task_work import TaskWork

# A payload may have 1 MiB, with what is around the error.
_DETAILS_BYTES = 1_000_000


def succeeded(work: TaskWork, result: Any) -> Decided:
    """The task's action has succeeded with this."""
    ending = decide_end(work, Ended("SUCCESS", result=lambda: result))
    return Decided(result=result, decision=ending.decision, memo=ending.memo)


def failed(work: TaskWork, error: Any) -> Decided:
    """The task's action has failed with this."""
    failure = action_failure(error)
    ending = decide_end(work, Ended("ERROR", failure.message or None, result=lambda: error))
    return Decided(failure=failure, decision=ending.decision, memo=ending.memo)


def not_started(work: TaskWork, message: str) -> Decided:
    """The task's action or workflow could not be started."""
    failure = Failure(NOT_STARTED, cut(message, FAILURE_MESSAGE_BYTES))
    ending = decide_end(work, Ended("ERROR", message))
    return Decided(failure=failure, decision=ending.decision, memo=ending.memo)


def workflow_failed(work: TaskWork, error: Exception) -> Decided:
    """An expression or an input is wrong: the workflow fails with the task."""
    message = str(error)
    failure = Failure(WORKFLOW_ERROR, cut(message, FAILURE_MESSAGE_BYTES), retryable=False)
    return Decided(failure=failure, decision=fail_workflow(work, message))


def action_failure(error: Any) -> Failure:
    """The failure that keeps an action's error as it is; one that cannot be stored or is too large as its text, cut."""
    message = "" if error is None else cut(text_of(error), FAILURE_MESSAGE_BYTES)
    return Failure(ACTION_ERROR, message, details={"result": error if _can_be_kept(error) else message})


def _can_be_kept(error: Any) -> bool:
    try:
        payload = stored(error)
    except Exception:
        return False
    return payload is None or len(payload.data) <= _DETAILS_BYTES
