"""Waits for grpc's calls in such a way that one that was closed is told from a caller that was cancelled.

grpc raises CancelledError for both, which a caller that was not cancelled must never see.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any


def started(awaitable: Awaitable[Any]) -> asyncio.Future[Any]:
    """Begin it; what it raises may go unheard, where nobody waits any more."""
    future = asyncio.ensure_future(awaitable)
    future.add_done_callback(_hear)
    return future


async def settled(future: asyncio.Future[Any]) -> bool:
    """Wait for its end; False where it ended cancelled. A caller that is cancelled leaves it running."""
    await asyncio.wait({future})
    return not future.cancelled()


def _hear(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()
