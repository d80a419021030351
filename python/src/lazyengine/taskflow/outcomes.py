"""What became of items that were done here, and which of them the server is told of at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from taskflow.engines.action_engine import executor as executor_module
from taskflow.types import failure as failure_module

from lazyengine.enums import WorkKind
from lazyengine.task_values import ReadyTask
from lazyengine.taskflow.payloads import payload_of
from lazyengine.taskflow.sound_failure import raised_failure, sound
from lazyengine.taskflow.stored_failure import stored_failure

_AT_ONCE = 100


@dataclass(slots=True)
class Outcome:
    """An item that is done; `reverted` where it was undone.

    `has_failed`: it raised, or returned a Failure. `fields`: those of a completion.
    """

    item: ReadyTask
    reverted: bool
    result: Any
    has_failed: bool = field(init=False)
    fields: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Raises what looking at the result raises."""
        self.has_failed = isinstance(self.result, failure_module.Failure)
        if self.has_failed:
            self.result = sound(self.result)
            self.fields = {"failure": stored_failure(self.result)}
        else:
            self.fields = {"result": payload_of(self.result)}


def outcome_of(item: ReadyTask, future: Any) -> Outcome:
    """What the future of an item that is done has brought.

    Of what TaskFlow could make no result and no Failure of, such as an exception that has no text, the item has failed.
    """
    try:
        outcome, result = future.result()
        return Outcome(item, outcome == executor_module.REVERTED, result)
    except Exception as error:
        return Outcome(item, item.kind is WorkKind.REVERT, raised_failure(error))


def refused(item: ReadyTask, error: Exception) -> Outcome:
    """In place of an outcome that no server would ever take: the item has failed for that; details are left out."""
    outcome = Outcome(item, item.kind is WorkKind.REVERT, raised_failure(error))
    outcome.fields = {"failure": replace(outcome.fields["failure"], details=None)}
    return outcome


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
