"""TaskFlow's failures as the server keeps them, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from taskflow.types import failure as failure_module

from lazyengine.cut_text import cut
from lazyengine.errors import TaskFailure
from lazyengine.flow_values import Failure
from lazyengine.message_bounds import FAILURE_MESSAGE_BYTES, FAILURE_TYPE_BYTES

# Of the stack, the oldest is lost.
_STACK_BYTES = 8_000
# The causes of a failure share half the room that it has itself, so that all of them together have no more than it;
# below this share of it nothing more is told. So the details have some 50 KB, and never more than a payload may have,
# even where JSON writes each byte as six.
_LEAST_SHARE = 1 / 16
_CAUSES = 4
_NAMES = 16
# More than causes of causes come to, as each has half the room.
_DEPTH = 8


def failed(failure: Any) -> TaskFailure:
    """A TaskFlow Failure as the one that a handler raises: all that can be stored of it is in its details."""
    return TaskFailure(
        cut(str(failure.exception_str), FAILURE_MESSAGE_BYTES),
        type=_short_type(failure),
        details=failure_details(failure),
    )


def failure_details(failure: Any) -> dict[str, Any]:
    """What is stored of a TaskFlow Failure: what its own dict says, and those of its causes, cut to what there is room
    for; without the arguments of exceptions, which may be anything.
    """
    return {"taskflow": _stored(failure, 1.0)}


def _stored(failure: Any, share: float) -> dict[str, Any]:
    stack = str(failure.traceback_str or "")
    causes = _causes(failure) if share > _LEAST_SHARE else ()
    return {
        "exception_str": cut(str(failure.exception_str), int(FAILURE_MESSAGE_BYTES * share)),
        "traceback_str": cut(stack[-int(_STACK_BYTES * share) :], int(_STACK_BYTES * share)),
        "exc_type_names": [cut(str(name), FAILURE_TYPE_BYTES) for name in list(failure)[:_NAMES]],
        "version": failure.DICT_VERSION,
        "exc_args": [],
        "causes": [_stored(cause, share / 2 / len(causes)) for cause in causes],
    }


def _causes(failure: Any) -> Sequence[Any]:
    """The first of its causes. TaskFlow looks for them when asked, and cannot make Failures of all exceptions."""
    try:
        return tuple(failure.causes[:_CAUSES])
    except Exception:
        return ()


def _short_type(failure: Any) -> str:
    """The name of the exception's class, as other executors name failures."""
    names = list(failure)
    short = str(names[0]).rpartition(".")[2] if names else ""
    return cut(short, FAILURE_TYPE_BYTES) or "Exception"


def stored_failure(failure: Any) -> Failure:
    """A TaskFlow Failure as a completion or a snapshot brings it: never more than a server takes."""
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
