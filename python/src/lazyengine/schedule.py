"""Schedules: what they are asked to do, and what they have done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lazyengine.flow_spec import FlowSpec
from lazyengine.schedule_enums import DueOutcome, OverlapPolicy


@dataclass(slots=True)
class CronTiming:
    """Due times by a cron expression of five or six fields, in an IANA time zone; "" = UTC."""

    expression: str
    time_zone: str = ""


@dataclass(slots=True)
class IntervalTiming:
    """Due times after equal spans, counted from the beginning of 1970; seconds or timedeltas."""

    every: timedelta | float | str
    offset: timedelta | float | str | None = None


@dataclass(slots=True)
class ScheduledRun:
    """What is run for each due time: one of spec, definition_digest and definition_name, and as `run` takes it."""

    spec: FlowSpec | Mapping[str, Any] | None = None
    definition_digest: str | None = None
    definition_name: str | None = None
    input: Any = None
    labels: Mapping[str, str] = field(default_factory=dict)
    priority: int | None = None


@dataclass(slots=True)
class ScheduleSpec:
    """When flows are due (one of cron and interval), of what, and what becomes of those that are late or overlap.

    `catchup_window` None = 365 days.
    """

    cron: CronTiming | Mapping[str, Any] | None = None
    interval: IntervalTiming | Mapping[str, Any] | None = None
    start_time: datetime | str | None = None
    end_time: datetime | str | None = None
    run: ScheduledRun | Mapping[str, Any] | None = None
    overlap_policy: OverlapPolicy | str = OverlapPolicy.UNSPECIFIED
    catchup_window: timedelta | float | str | None = None


@dataclass(frozen=True, slots=True)
class ScheduleOccurrence:
    """What became of one due time, or of one trigger. `failure_reason` "" = its flow was not refused."""

    due_time: datetime | None
    flow_id: str
    outcome: DueOutcome
    triggered: bool
    failure_reason: str
    failure_message: str


@dataclass(frozen=True, slots=True)
class ScheduleCounts:
    """How many due times were started, skipped, missed and failed."""

    started: int
    skipped: int
    missed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as it is stored, and how far it has come. `spec` can be put again."""

    namespace: str
    schedule_id: str
    spec: ScheduleSpec
    paused: bool
    note: str
    revision: str
    create_time: datetime | None
    update_time: datetime | None
    next_times: tuple[datetime, ...]
    running_flow_ids: tuple[str, ...]
    buffered_time: datetime | None
    counts: ScheduleCounts
    recent: tuple[ScheduleOccurrence, ...]


@dataclass(frozen=True, slots=True)
class PutScheduleResponse:
    """The schedule after it. `created`: it was not there before."""

    schedule: Schedule
    created: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GetScheduleResponse:
    """The schedule."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class ListSchedulesResponse:
    """One page of schedules by their ids, without inputs, single due times and running flows."""

    schedules: tuple[Schedule, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True)
class PauseScheduleResponse:
    """The schedule after it."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class ResumeScheduleResponse:
    """The schedule after it."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class TriggerScheduleResponse:
    """The schedule after it, and what became of the trigger."""

    schedule: Schedule
    occurrence: ScheduleOccurrence


@dataclass(frozen=True, slots=True)
class DeleteScheduleResponse:
    """The schedule as it was; None where there was none."""

    schedule: Schedule | None
