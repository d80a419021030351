"""What became of items that were done here, and which of them the server is told of at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from taskflow.types import failure as failure_module

from lazyengine.task_values import ReadyTask
from lazyengine.taskflow.payloads import payload_of
from lazyengine.taskflow.stored_failure import stored_failure

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """An item that is done; `reverted` where it was undone."""

    item: ReadyTask
    reverted: bool
    result: Any

    @property
    def has_failed(self) -> bool:
        """Whether it raised, or returned a Failure."""
        return isinstance(self.result, failure_module.Failure)

    def fields(self) -> dict[str, Any]:
        """Those of a completion."""
        return {"failure": stored_failure(self.result)} if self.has_failed else {"result": payload_of(self.result)}


def in_batches(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """In their order. A failure is told alone: what follows it depends on what it has led to."""
    batch: list[Outcome] = []
    for outcome in outcomes:
        if batch and (outcome.has_failed or len(batch) == _AT_ONCE):
            yield batch
            batch = []
        batch.append(outcome)
        if outcome.has_failed:
            yield batch
            batch = []
    if batch:
        yield batch
