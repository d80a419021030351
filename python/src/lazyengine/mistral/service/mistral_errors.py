"""What LazyEngine refuses, in the words of Mistral: its API shows them with their status."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import grpc
from mistral import exceptions
from mistral_lib import exceptions as lib_exceptions

from lazyengine.errors import LazyEngineError
from lazyengine.mistral.not_supported import NotSupported

P = ParamSpec("P")
R = TypeVar("R")


def in_mistral_words(method: Callable[P, R]) -> Callable[P, R]:
    """What a method of the engine raises is an exception of `mistral.exceptions`, always with a message."""

    @wraps(method)
    def translated(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except lib_exceptions.MistralException as error:
            raise exceptions.InputException(str(error)) from error
        except NotSupported as error:
            raise exceptions.WorkflowException(str(error)) from error
        except LazyEngineError as error:
            raise _translated(error) from error

    return translated


def _translated(error: LazyEngineError) -> Any:
    code = error.code
    if code is grpc.StatusCode.NOT_FOUND:
        return exceptions.DBEntityNotFoundError(error.message)
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        return exceptions.InputException(error.message)
    if code in (grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.UNIMPLEMENTED, grpc.StatusCode.ALREADY_EXISTS):
        return exceptions.WorkflowException(f"{error.message} [{error.reason}]")
    return exceptions.EngineException(f"LazyEngine: {error.message} [{error.reason or error.code.name}]")
