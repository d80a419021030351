"""The calls about flows: read, explain, list, watch, suspend, resume, cancel, end, retry, skip, delete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lazyengine.calls import CallGroup, Seconds, new_request_id
from lazyengine.enums import FlowState, FlowView, InFlight, ItemRetry, TaskState
from lazyengine.explanation import ExplainTaskResponse
from lazyengine.flow_values import Flow
from lazyengine.flow_watch import FlowWatch
from lazyengine.responses import (
    CancelFlowResponse,
    DeleteFlowResponse,
    EndFlowResponse,
    GetFlowDetailsResponse,
    ListFlowsResponse,
    ResumeFlowResponse,
    RetryFlowResponse,
    RevertFlowResponse,
    SkipTaskResponse,
    SuspendFlowResponse,
)
from lazyengine.task_values import TaskDetails
from lazyengine.v1 import service_pb2


class FlowCalls(CallGroup):
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    def get_flow_details(
        self,
        flow_id: str,
        *,
        view: FlowView | str | None = None,
        states: Sequence[TaskState | str] = (),
        task_ids: Sequence[str] = (),
        dependencies_of: str | None = None,
        task_id_prefix: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        min_revision: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> GetFlowDetailsResponse:
        """Read a flow and one page of its tasks. With `min_revision`: wait until the flow has reached it."""
        fields = {
            "flow_id": flow_id,
            "view": view,
            "states": states,
            "task_ids": task_ids,
            "dependencies_of": dependencies_of,
            "task_id_prefix": task_id_prefix,
            "page_size": page_size,
            "page_token": page_token,
            "min_revision": min_revision,
        }
        return self._unary(GetFlowDetailsResponse, fields, namespace, timeout)

    def iterate_tasks(
        self,
        flow_id: str,
        *,
        view: FlowView | str = FlowView.TASKS,
        page_size: int = 1_000,
        namespace: str | None = None,
        timeout: Seconds | None = None,
        **filters: Any,
    ) -> Iterator[TaskDetails]:
        """All tasks of a flow, page by page, in definition order; `filters` are those of `get_flow_details`."""
        token: str | None = None
        while token != "":
            page = self.get_flow_details(
                flow_id,
                view=view,
                page_size=page_size,
                page_token=token,
                namespace=namespace,
                timeout=timeout,
                **filters,
            )
            yield from page.tasks
            token = page.next_page_token

    def explain_task(
        self, flow_id: str, task_id: str, *, namespace: str | None = None, timeout: Seconds | None = None
    ) -> ExplainTaskResponse:
        """Ask why a task does not run, or why it did."""
        return self._unary(ExplainTaskResponse, {"flow_id": flow_id, "task_id": task_id}, namespace, timeout)

    def list_flows(
        self,
        *,
        states: Sequence[FlowState | str] = (),
        name: str | None = None,
        labels: Mapping[str, str] | None = None,
        create_time_after: datetime | None = None,
        create_time_before: datetime | None = None,
        root_flow_id: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> ListFlowsResponse:
        """List one page of the namespace's flows, newest first; all filters given must hold."""
        fields = {
            "states": states,
            "name": name,
            "labels": labels,
            "create_time_after": create_time_after,
            "create_time_before": create_time_before,
            "root_flow_id": root_flow_id,
            "page_size": page_size,
            "page_token": page_token,
        }
        return self._unary(ListFlowsResponse, fields, namespace, timeout)

    def iterate_flows(
        self, *, page_size: int = 1_000, namespace: str | None = None, timeout: Seconds | None = None, **filters: Any
    ) -> Iterator[Flow]:
        """All flows of a namespace, page by page, newest first; `filters` are those of `list_flows`."""
        token: str | None = None
        while token != "":
            page = self.list_flows(
                page_size=page_size, page_token=token, namespace=namespace, timeout=timeout, **filters
            )
            yield from page.flows
            token = page.next_page_token

    def watch_flow(
        self,
        flow_id: str = "",
        *,
        since_revision: str | None = None,
        view: FlowView | str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
        reconnect: bool = True,
    ) -> FlowWatch:
        """Follow a flow, or all flows of the namespace where `flow_id` is empty: an iterator of frames, to be closed.

        It goes on over broken connections from the last revision, unless `reconnect` is False, and ends when the flow
        has ended. `timeout` bounds the whole watch; None = no bound.
        """
        fields = {"flow_id": flow_id, "since_revision": since_revision, "view": view}
        request = self._calls.request(service_pb2.WatchFlowRequest, fields, namespace)
        return FlowWatch(self._calls, request, timeout=timeout, reconnect=reconnect)

    def suspend_flow(
        self,
        flow_id: str,
        *,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> SuspendFlowResponse:
        """Stop offering a flow's tasks; claimed ones go on."""
        fields = _control(flow_id, request_id, reason, expected_revision)
        return self._unary(SuspendFlowResponse, fields, namespace, timeout)

    def resume_flow(
        self,
        flow_id: str,
        *,
        input: Any = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> ResumeFlowResponse:
        """Offer a suspended flow's tasks again; `input` replaces the flow's where it is not None."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "input": input}
        return self._unary(ResumeFlowResponse, fields, namespace, timeout)

    def cancel_flow(
        self,
        flow_id: str,
        *,
        grace: Seconds | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> CancelFlowResponse:
        """End a flow CANCELLED; holders of claimed tasks have `grace` (30 s where None) to bring an outcome."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "grace": grace}
        return self._unary(CancelFlowResponse, fields, namespace, timeout)

    def revert_flow(
        self,
        flow_id: str,
        *,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> RevertFlowResponse:
        """Undo all that a flow has done, in reverse order; what runs is waited for."""
        fields = _control(flow_id, request_id, reason, expected_revision)
        return self._unary(RevertFlowResponse, fields, namespace, timeout)

    def end_flow(
        self,
        flow_id: str,
        state: FlowState | str,
        *,
        message: str | None = None,
        output: Any = None,
        in_flight: InFlight | str | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> EndFlowResponse:
        """End a flow SUCCEEDED, FAILED or CANCELLED, whatever its tasks are at; `output` None = it has none."""
        fields = {
            **_control(flow_id, request_id, reason, expected_revision),
            "state": state,
            "message": message,
            "output": output,
            "in_flight": in_flight,
        }
        return self._unary(EndFlowResponse, fields, namespace, timeout)

    def retry_flow(
        self,
        flow_id: str,
        *,
        tasks: Sequence[str] = (),
        reset: bool = False,
        input: Any = None,
        items: ItemRetry | str | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> RetryFlowResponse:
        """Run tasks again that failed, all where `tasks` is empty; with `reset` they and all behind them begin anew.

        A flow that has ended goes on; `input` replaces the flow's where it is not None. `items`, not with `reset`:
        which items of lists are run again; None = as their tasks say.
        """
        fields = {
            **_control(flow_id, request_id, reason, expected_revision),
            "tasks": tasks,
            "reset": reset,
            "input": input,
            "items": items,
        }
        return self._unary(RetryFlowResponse, fields, namespace, timeout)

    def skip_task(
        self,
        flow_id: str,
        task_id: str,
        *,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> SkipTaskResponse:
        """Skip a task that has not succeeded; a flow that has ended goes on."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "task_id": task_id}
        return self._unary(SkipTaskResponse, fields, namespace, timeout)

    def delete_flow(
        self,
        flow_id: str,
        *,
        allow_missing: bool | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> DeleteFlowResponse:
        """Remove an ended flow; with `allow_missing` it is no error where there is none."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "allow_missing": allow_missing}
        return self._unary(DeleteFlowResponse, fields, namespace, timeout)


def _control(flow_id: str, request_id: str | None, reason: str | None, expected_revision: str | None) -> dict[str, Any]:
    return {
        "flow_id": flow_id,
        "request_id": new_request_id(request_id),
        "reason": reason,
        "expected_revision": expected_revision,
    }
