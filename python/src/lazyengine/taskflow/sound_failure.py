"""TaskFlow's Failures of whatever exception: such as its storage and whoever else looks at them can take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from taskflow.types import failure as failure_module

from lazyengine.cut_text import text_of

# TaskFlow's storage copies the causes of each cause with it: twice as many for each exception more.
_CHAINED = 8
_CAUSES = 100


def raised_failure(error: BaseException) -> Any:
    """TaskFlow's Failure of an exception; also of one that TaskFlow can make none of, as its text cannot be had."""
    try:
        return sound(failure_module.Failure.from_exception(error))
    except Exception:
        return failure_module.Failure(
            exc_info=(type(error), error, error.__traceback__),
            exception_str=text_of(error),
            exc_type_names=[type(error).__name__, "Exception"],
            traceback_str="",
            causes=(),
        )


def sound(failure: Any) -> Any:
    """The Failure, or one like it: without causes where TaskFlow cannot tell them, and with the causes of a long chain
    side by side, each of them without its own.
    """
    try:
        causes = failure.causes
    except Exception:
        return _with_causes(failure, ())
    if len(causes) <= _CHAINED:
        return failure
    return _with_causes(failure, [_with_causes(cause, ()) for cause in causes[:_CAUSES]])


def _with_causes(failure: Any, causes: Sequence[Any]) -> Any:
    return failure_module.Failure(
        exc_info=failure.exc_info,
        exception_str=failure.exception_str,
        exc_type_names=list(failure),
        traceback_str=failure.traceback_str,
        exc_args=failure.exception_args,
        causes=tuple(causes),
    )
