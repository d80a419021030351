"""The calls about schedules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lazyengine.call import Unary, call
from lazyengine.call_context import Seconds
from lazyengine.request_ids import new_request_id
from lazyengine.schedule import (
    DeleteScheduleResponse,
    GetScheduleResponse,
    ListSchedulesResponse,
    PauseScheduleResponse,
    PutScheduleResponse,
    ResumeScheduleResponse,
    ScheduleSpec,
    TriggerScheduleResponse,
)
from lazyengine.schedule_enums import OverlapPolicy, PutMode


class ScheduleCalls:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
    def put_schedule(
        self,
        schedule_id: str,
        spec: ScheduleSpec | Mapping[str, Any],
        *,
        put_mode: PutMode | str | None = None,
        paused: bool | None = None,
        note: str | None = None,
        expected_revision: str | None = None,
        validate_only: bool | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[PutScheduleResponse]:
        """Make a schedule, or give one that is there another spec; putting what is there is harmless."""
        fields = {
            **_schedule(schedule_id, request_id, expected_revision),
            "spec": spec,
            "put_mode": put_mode,
            "paused": paused,
            "note": note,
            "validate_only": validate_only,
        }
        return Unary(PutScheduleResponse, fields, namespace, timeout)

    @call
    def get_schedule(
        self, schedule_id: str, *, namespace: str | None = None, timeout: Seconds | None = None
    ) -> Unary[GetScheduleResponse]:
        """Read a schedule, with its next due times and what became of the last ones."""
        return Unary(GetScheduleResponse, {"schedule_id": schedule_id}, namespace, timeout)

    @call
    def list_schedules(
        self,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ListSchedulesResponse]:
        """List one page of the schedules by their ids."""
        fields = {"page_size": page_size, "page_token": page_token}
        return Unary(ListSchedulesResponse, fields, namespace, timeout)

    @call
    def pause_schedule(
        self,
        schedule_id: str,
        *,
        note: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[PauseScheduleResponse]:
        """Let nothing of a schedule fall due until it is resumed."""
        fields = {**_schedule(schedule_id, request_id, expected_revision), "note": note}
        return Unary(PauseScheduleResponse, fields, namespace, timeout)

    @call
    def resume_schedule(
        self,
        schedule_id: str,
        *,
        catch_up: bool | None = None,
        note: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ResumeScheduleResponse]:
        """Let a paused schedule go on from now, or with `catch_up` from where it was paused."""
        fields = {**_schedule(schedule_id, request_id, expected_revision), "note": note, "catch_up": catch_up}
        return Unary(ResumeScheduleResponse, fields, namespace, timeout)

    @call
    def trigger_schedule(
        self,
        schedule_id: str,
        *,
        overlap_policy: OverlapPolicy | str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[TriggerScheduleResponse]:
        """Treat this moment as a due time of the schedule, also of one that is paused."""
        fields = {
            "schedule_id": schedule_id,
            "request_id": new_request_id(request_id),
            "overlap_policy": overlap_policy,
        }
        return Unary(TriggerScheduleResponse, fields, namespace, timeout)

    @call
    def delete_schedule(
        self,
        schedule_id: str,
        *,
        allow_missing: bool | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[DeleteScheduleResponse]:
        """Remove a schedule, not its flows; with `allow_missing` it is no error where there is none."""
        fields = {**_schedule(schedule_id, request_id, expected_revision), "allow_missing": allow_missing}
        return Unary(DeleteScheduleResponse, fields, namespace, timeout)


def _schedule(schedule_id: str, request_id: str | None, expected_revision: str | None) -> dict[str, Any]:
    return {
        "schedule_id": schedule_id,
        "request_id": new_request_id(request_id),
        "expected_revision": expected_revision,
    }
