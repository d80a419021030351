"""A snapshot goes to the server in one request: where its contents are too much for that, the largest are cut."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lazyengine.flow_values import Failure
from lazyengine.payload import Payload
from lazyengine.taskflow.payloads import REPR_CONTENT_TYPE

#: Of all contents together; a request has at most 4 MiB, of which states, names and the definition take some.
CONTENT_BYTES = 3 * 1024 * 1024

_log = logging.getLogger("lazyengine.taskflow")


@dataclass(frozen=True, slots=True)
class _Content:
    bytes: int
    shorten: Callable[[], None]


def fit_snapshot(tasks: Iterable[dict[str, Any]]) -> None:
    """Shorten the largest contents, in place, until all of them together fit.

    The storage of this process has what they were; one that goes on with the flow from the server alone has not.
    """
    contents = sorted((found for task in tasks for found in _contents(task)), key=lambda one: one.bytes)
    total = sum(one.bytes for one in contents)
    if total > CONTENT_BYTES:
        _log.warning(
            "results and failures of the flow have %d bytes, of which a run takes %d: the largest are left out",
            total,
            CONTENT_BYTES,
        )
    while total > CONTENT_BYTES:
        largest = contents.pop()
        largest.shorten()
        total -= largest.bytes


def _contents(task: dict[str, Any]) -> Iterator[_Content]:
    for part in (task, *task.get("history", ())):
        for key in ("result", "revert_result", "value"):
            if isinstance(part.get(key), Payload):
                yield _payload(part, key)
        for key in ("failure", "revert_failure", "own"):
            if isinstance(part.get(key), Failure):
                yield _failure(part, key)
        for key in part.get("failures", ()):
            yield _failure(part["failures"], key)


def _payload(part: dict[str, Any], key: str) -> _Content:
    payload = part[key]
    size = len(payload.data)

    def shorten() -> None:
        text = f"<{size} bytes of {payload.content_type}, left out: a run takes {CONTENT_BYTES} to the server>"
        part[key] = Payload(text.encode(), REPR_CONTENT_TYPE)

    return _Content(size, shorten)


def _failure(part: dict[str, Any], key: str) -> _Content:
    failure = part[key]
    size = len(failure.message.encode()) + len(json.dumps(failure.details).encode())

    def shorten() -> None:
        part[key] = replace(failure, details=None)

    return _Content(size, shorten)
