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
    """TaskFlow's Failure: the one that was stored, or one that says as much, of a failure from elsewhere."""
    if isinstance(failure.details, dict) and "taskflow" in failure.details:
        return failure_module.Failure.from_dict(failure.details["taskflow"])
    stack = failure.details.get("stack", "") if isinstance(failure.details, dict) else ""
    names = [failure.type, "Exception"]
    return failure_module.Failure(exception_str=failure.message, exc_type_names=names, traceback_str=stack)
