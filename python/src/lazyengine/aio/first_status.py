"""The status that a call ended with first.

grpcio overwrites it with INTERNAL "Internal error from Core" where a write fails because the call has ended
(https://github.com/grpc/grpc/issues/36066): an executor would take its session back from the one that took it over.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

import grpc

_T = TypeVar("_T")


class FirstStatus:
    """Kept from the moment the call is done, which is before a write can fail for it."""

    def __init__(self, call: Any) -> None:
        self._error: grpc.aio.AioRpcError | None = None
        call.add_done_callback(self._keep)

    def instead_of(self, error: grpc.RpcError) -> grpc.RpcError:
        """What the server said, where `error` is what became of it."""
        return self._error or error

    def _keep(self, call: Any) -> None:
        code = _at_once(call.code())
        if code is grpc.StatusCode.OK:
            return
        self._error = grpc.aio.AioRpcError(
            code,
            grpc.aio.Metadata(),
            _at_once(call.trailing_metadata()),
            _at_once(call.details()),
        )


def _at_once(known: Coroutine[Any, Any, _T]) -> _T:
    """The result of a coroutine that has nothing to wait for."""
    try:
        known.send(None)
    except StopIteration as end:
        result: _T = end.value
        return result
    known.close()
    raise RuntimeError("a call that is done does not know its status")
