"""Decides about repeats: whether a call that failed is tried again, and when."""

from __future__ import annotations

import time

import grpc

from lazyengine.backoff import Backoff
from lazyengine.errors import LazyEngineError, error_from_rpc


class Tries:
    """The tries of one call within `timeout` seconds. Waits for nothing itself."""

    def __init__(self, backoff: Backoff, timeout: float, *, repeat: bool = True) -> None:
        self._backoff = backoff
        self._deadline = time.monotonic() + timeout
        self._repeat = repeat
        self._failures = 0
        self._refusal: LazyEngineError | None = None

    @property
    def left(self) -> float:
        """Seconds that the next try has."""
        return max(self._deadline - time.monotonic(), 0.001)

    def failed(self, rpc_error: grpc.RpcError) -> tuple[float, LazyEngineError]:
        """How long to wait before the next try, and what to raise where that wait is broken off.

        Raises the error where a repeat cannot help or has no time left; where a try ran into the deadline, the refusal
        before it, which says why.
        """
        error = error_from_rpc(rpc_error)
        if not self._repeat:
            raise error from None
        self._failures += 1
        if self._refusal is not None and error.unanswered:
            raise self._refusal from rpc_error
        tries = self._backoff.tries
        if not error.repeatable or (tries is not None and self._failures >= tries):
            raise error from rpc_error
        wait = self._backoff.wait(self._failures, error.retry_seconds)
        if time.monotonic() + wait >= self._deadline:
            raise error from rpc_error
        self._refusal = error
        return wait, error
