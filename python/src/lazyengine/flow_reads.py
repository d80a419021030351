"""The calls that read flows: details, explanations, lists, watches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lazyengine.call import Pages, Unary, call
from lazyengine.call_context import Seconds
from lazyengine.enums import FlowState, FlowView, TaskState
from lazyengine.explanation import ExplainTaskResponse
from lazyengine.flow_values import Flow
from lazyengine.responses import GetFlowDetailsResponse, ListFlowsResponse
from lazyengine.stream_calls import WatchFlow
from lazyengine.task_values import TaskDetails


class FlowReads:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
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
    ) -> Unary[GetFlowDetailsResponse]:
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
        return Unary(GetFlowDetailsResponse, fields, namespace, timeout)

    @call
    def iterate_tasks(
        self,
        /,
        flow_id: str,
        *,
        view: FlowView | str = FlowView.TASKS,
        page_size: int = 1_000,
        namespace: str | None = None,
        timeout: Seconds | None = None,
        **filters: Any,
    ) -> Pages[GetFlowDetailsResponse, TaskDetails]:
        """All tasks of a flow, page by page, in definition order; `filters` are those of `get_flow_details`."""
        asked = {"view": view, "page_size": page_size, "namespace": namespace, "timeout": timeout, **filters}
        return Pages(
            lambda token: FlowReads.get_flow_details.of(flow_id, page_token=token, **asked), lambda page: page.tasks
        )

    @call
    def explain_task(
        self, flow_id: str, task_id: str, *, namespace: str | None = None, timeout: Seconds | None = None
    ) -> Unary[ExplainTaskResponse]:
        """Ask why a task does not run, or why it did."""
        return Unary(ExplainTaskResponse, {"flow_id": flow_id, "task_id": task_id}, namespace, timeout)

    @call
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
    ) -> Unary[ListFlowsResponse]:
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
        return Unary(ListFlowsResponse, fields, namespace, timeout)

    @call
    def iterate_flows(
        self, /, *, page_size: int = 1_000, namespace: str | None = None, timeout: Seconds | None = None, **filters: Any
    ) -> Pages[ListFlowsResponse, Flow]:
        """All flows of a namespace, page by page, newest first; `filters` are those of `list_flows`."""
        asked = {"page_size": page_size, "namespace": namespace, "timeout": timeout, **filters}
        return Pages(lambda token: FlowReads.list_flows.of(page_token=token, **asked), lambda page: page.flows)

    @call
    def watch_flow(
        self,
        flow_id: str = "",
        *,
        since_revision: str | None = None,
        view: FlowView | str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
        reconnect: bool = True,
    ) -> WatchFlow:
        """Follow a flow, or all flows of the namespace where `flow_id` is empty: an iterator of frames, to be closed.

        It goes on over broken connections from the last revision, unless `reconnect` is False, and ends when the flow
        has ended. `timeout` bounds the whole watch; None = no bound.
        """
        fields = {"flow_id": flow_id, "since_revision": since_revision, "view": view}
        return WatchFlow(fields, namespace, timeout, reconnect)
