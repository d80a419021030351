"""The calls about tasks: complete them, one or many, hand them out, give them back, report on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lazyengine.call import Unary, call
from lazyengine.call_context import Seconds
from lazyengine.completion import NOT_GIVEN, Cancelled, Deferred, Spawn, TaskCompletion, outcome_fields
from lazyengine.decision import Decision
from lazyengine.enums import ResponseDetail, WatchMode, WorkKind
from lazyengine.flow_values import Failure
from lazyengine.request_ids import new_request_id, new_session_id
from lazyengine.responses import TaskCompleteResponse
from lazyengine.session_values import (
    KeepSessionResponse,
    PollReadyTasksResponse,
    ReleaseTasksResponse,
    ReportProgressResponse,
    TaskCompleteBatchResponse,
)
from lazyengine.stream_calls import ExecuteTasks, WatchReadyTasks
from lazyengine.task_values import TaskClaim


class TaskCalls:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
    def task_complete(
        self,
        flow_id: str,
        task_id: str,
        *,
        result: Any = NOT_GIVEN,
        failure: Failure | Mapping[str, Any] | None = None,
        deferred: Deferred | Mapping[str, Any] | None = None,
        cancelled: Cancelled | Mapping[str, Any] | None = None,
        spawn: Spawn | Mapping[str, Any] | None = None,
        claim_token: str | None = None,
        attempt: int | None = None,
        decision: Decision | Mapping[str, Any] | None = None,
        memo: Any = None,
        response_detail: ResponseDetail | str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[TaskCompleteResponse]:
        """Record what became of a task: exactly one outcome, or a decision alone as the answer to an item of kind
        EVALUATE. `result=None` is the empty result; `memo` is kept for the next items of the task's instance.
        """
        fields = {
            "flow_id": flow_id,
            "task_id": task_id,
            "request_id": new_request_id(request_id),
            "attempt": attempt,
            "claim_token": claim_token,
            "response_detail": response_detail,
            "decision": decision,
            "memo": memo,
            **outcome_fields(result, failure, deferred, cancelled, spawn),
        }
        return Unary(TaskCompleteResponse, fields, namespace, timeout)

    @call
    def task_complete_batch(
        self,
        items: Sequence[TaskCompletion | Mapping[str, Any]],
        *,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[TaskCompleteBatchResponse]:
        """Complete up to 1,000 tasks of any flows; a verdict for each, in the same order, though some fail."""
        fields = {"items": [TaskCompletion.of(item).fields() for item in items]}
        return Unary(TaskCompleteBatchResponse, fields, namespace, timeout)

    @call
    def watch_ready_tasks(
        self,
        queues: Sequence[str],
        *,
        worker_id: str | None = None,
        session_id: str | None = None,
        mode: WatchMode | str | None = None,
        max_in_flight: int | None = None,
        lease_duration: Seconds | None = None,
        flow_id: str | None = None,
        kinds: Sequence[WorkKind | str] = (),
        namespace: str | None = None,
    ) -> WatchReadyTasks:
        """Open one stream of ready tasks: an iterator of frames, to be closed.

        It ends with its connection; `Executor` is what reconnects, resumes and answers.
        """
        fields = _session(queues, worker_id, session_id, mode, max_in_flight, lease_duration, flow_id)
        return WatchReadyTasks({**fields, "kinds": kinds}, namespace)

    @call
    def execute_tasks(
        self,
        queues: Sequence[str],
        *,
        worker_id: str | None = None,
        session_id: str | None = None,
        max_in_flight: int | None = None,
        lease_duration: Seconds | None = None,
        flow_id: str | None = None,
        kinds: Sequence[WorkKind | str] = (),
        namespace: str | None = None,
    ) -> ExecuteTasks:
        """Open one stream that hands out tasks and takes their outcomes: what `Executor` is built on."""
        fields = _session(queues, worker_id, session_id, None, max_in_flight, lease_duration, flow_id)
        return ExecuteTasks({**fields, "kinds": kinds}, namespace)

    @call
    def poll_ready_tasks(
        self,
        queues: Sequence[str],
        *,
        max_tasks: int | None = None,
        wait: Seconds | None = None,
        worker_id: str | None = None,
        session_id: str | None = None,
        lease_duration: Seconds | None = None,
        flow_id: str | None = None,
        include_held: bool | None = None,
        kinds: Sequence[WorkKind | str] = (),
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[PollReadyTasksResponse]:
        """Claim ready tasks without a stream, waiting up to `wait` for some.

        Without a session_id the call opens a session of its own, under a fresh id: where it has to be repeated, what
        the lost answer held is handed out again. `timeout` None = the client's on top of `wait`.
        """
        if session_id is None:
            session_id, include_held = new_session_id(), True
        fields = {
            "queues": queues,
            "worker_id": worker_id,
            "session_id": session_id,
            "lease_duration": lease_duration,
            "flow_id": flow_id,
            "max_tasks": max_tasks,
            "wait": wait,
            "include_held": include_held,
            "kinds": kinds,
        }
        return Unary(PollReadyTasksResponse, fields, namespace, timeout, waits=wait)

    @call
    def keep_session(
        self,
        session_id: str,
        *,
        progress: Sequence[Mapping[str, Any]] = (),
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[KeepSessionResponse]:
        """Keep a session without a stream alive for another lease; `progress` as `report_progress` takes it."""
        return Unary(KeepSessionResponse, {"session_id": session_id, "progress": progress}, namespace, timeout)

    @call
    def release_tasks(
        self,
        claims: Sequence[TaskClaim | Mapping[str, Any]],
        *,
        delay: Seconds | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ReleaseTasksResponse]:
        """Give claimed tasks back, without counting a try."""
        return Unary(ReleaseTasksResponse, {"claims": claims, "delay": delay}, namespace, timeout)

    @call
    def report_progress(
        self,
        reports: Sequence[Mapping[str, Any]],
        *,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ReportProgressResponse]:
        """Tell how far tasks have come. A report is a mapping with `flow_id`, `task_id` and, as they apply,
        `claim_token`, `fraction` (0 to 1), `details`, `paused`.
        """
        return Unary(ReportProgressResponse, {"reports": reports}, namespace, timeout)


def _session(
    queues: Sequence[str],
    worker_id: str | None,
    session_id: str | None,
    mode: WatchMode | str | None,
    max_in_flight: int | None,
    lease_duration: Seconds | None,
    flow_id: str | None,
) -> dict[str, Any]:
    return {
        "queues": queues,
        "worker_id": worker_id,
        "session_id": session_id,
        "mode": mode,
        "max_in_flight": max_in_flight,
        "lease_duration": lease_duration,
        "flow_id": flow_id,
    }
