"""Threads for runs that nobody waits for any more once the tests that began them are over or interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def abandoned_pool(threads: int) -> Iterator[ThreadPoolExecutor]:
    """At its end nothing more is begun, and what is under way ends with its client."""
    pool = ThreadPoolExecutor(threads)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
