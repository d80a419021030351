"""TaskFlow's failures as the server keeps them, and back."""

from __future__ import annotations

from typing import Any

from taskflow.types import failure as failure_module

from lazyengine.errors import TaskFailure
from lazyengine.flow_values import Failure

# Stack and arguments of an exception are cut to what a failure may hold; what is lost is the oldest of the stack.
_STACK_CHARACTERS = 8_000
# Each cause has half the room of what it has caused; below this nothing more is told.
_LEAST_STACK = 500
_CAUSES = 4
# More than causes of causes come to, as each has half the room.
_DEPTH = 8


def failed(failure: Any) -> TaskFailure:
    """A TaskFlow Failure as the one that a handler raises: all that can be stored of it is in its details."""
    return TaskFailure(failure.exception_str, type=_short_type(failure), details=failure_details(failure))


def failure_details(failure: Any) -> dict[str, Any]:
    """What is stored of a TaskFlow Failure: its own dict and those of its causes, without the arguments of exceptions,
    which may be anything.
    """
    return {"taskflow": _stored(failure, _STACK_CHARACTERS)}


def _stored(failure: Any, stack: int) -> dict[str, Any]:
    told = failure.to_dict(include_args=False)
    causes = [_stored(cause, stack // 2) for cause in failure.causes[:_CAUSES]] if stack > _LEAST_STACK else []
    return {**told, "traceback_str": (told["traceback_str"] or "")[-stack:], "exc_args": [], "causes": causes}


def _short_type(failure: Any) -> str:
    """The name of the exception's class, as other executors name failures."""
    names = list(failure)
    return str(names[0]).rpartition(".")[2] if names else "Exception"


def stored_failure(failure: Any) -> Failure:
    """A TaskFlow Failure as a completion or a snapshot brings it."""
    told = failed(failure)
    return Failure(told.type or "Exception", str(told), details=told.details)


def taskflow_failure(failure: Failure) -> Any:
    """TaskFlow's Failure: the one that was stored, or one that says as much, of a failure from elsewhere.

    It has names of classes alone: no exception is ever made of them.
    """
    details = failure.details if isinstance(failure.details, dict) else {}
    told = _told(details.get("taskflow"))
    if told is not None:
        return told
    stack = details.get("stack", "")
    names = [failure.type, "Exception"]
    return failure_module.Failure(
        exception_str=failure.message, exc_type_names=names, traceback_str=stack if isinstance(stack, str) else ""
    )


def _told(stored: Any, depth: int = 0) -> Any:
    """The Failure that `_stored` has told of; None for anything else, as others may have written what they like."""
    if not isinstance(stored, dict) or depth > _DEPTH:
        return None
    text, stack, names = (stored.get(key) for key in ("exception_str", "traceback_str", "exc_type_names"))
    if not (isinstance(text, str) and isinstance(stack, str) and _are_texts(names)):
        return None
    causes = stored.get("causes")
    told = [_told(cause, depth + 1) for cause in causes[:_CAUSES]] if isinstance(causes, list) else []
    return failure_module.Failure(
        exception_str=text,
        exc_type_names=names,
        traceback_str=stack,
        causes=tuple(cause for cause in told if cause is not None),
    )


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(isinstance(value, str) for value in values)
