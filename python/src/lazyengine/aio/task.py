"""A task as a coroutine sees it that is its handler."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from lazyengine.task import HeldTask


class Task(HeldTask):
    """What a handler is called with. `claim` holds all fields of the ReadyTask, its payloads as they came; the common
    ones are here directly, payloads as native values.

    `cancelled` is an event that is set when the handler should stop, for the reason in `stop`. Only `progress` may be
    called from other threads.
    """

    _new_flag = asyncio.Event
    cancelled: asyncio.Event

    def take_results(self, results: Mapping[str, Any]) -> None:
        """Those that were too many to travel along, read before the handler is called."""
        self._read_results = partial(_given, results)


def _given(results: Mapping[str, Any], _claim: object) -> Mapping[str, Any]:
    return results
