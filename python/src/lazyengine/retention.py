"""How long the flows of a namespace are kept after their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lazyengine.enums import FlowState


@dataclass(slots=True)
class RetentionRule:
    """Flows in these states (empty = all that end a flow) with all these labels go when their end is older than this.

    `older_than` None = they are kept for ever.
    """

    states: Sequence[FlowState | str] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    older_than: timedelta | float | str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """The rules of a namespace, and what they have done. `revision` "" = nobody ever has set them."""

    namespace: str
    rules: tuple[RetentionRule, ...]
    revision: str
    update_time: datetime | None
    deleted: int
    pass_time: datetime | None


@dataclass(frozen=True, slots=True)
class GetRetentionResponse:
    """The retention of the namespace."""

    retention: Retention


@dataclass(frozen=True, slots=True)
class SetRetentionResponse:
    """The retention of the namespace after it."""

    retention: Retention
