"""A flow as its caller holds it: wait for its end, take its results."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import grpc

from lazyengine.calls import Seconds
from lazyengine.durations import as_timedelta
from lazyengine.enums import FlowState, FlowView, TaskState
from lazyengine.errors import FlowFailed, LazyEngineError
from lazyengine.flow_values import Flow
from lazyengine.flow_watch import FlowWatch
from lazyengine.responses import (
    CancelFlowResponse,
    FlowDeleted,
    FlowUpdate,
    GetFlowDetailsResponse,
    RevertFlowResponse,
    RunResponse,
)
from lazyengine.task_values import TaskDetails

if TYPE_CHECKING:
    from lazyengine.client import Client

_PAGE = 1_000


class FlowHandle:
    """One flow. `started` is what Run answered, None for a handle made from an id."""

    def __init__(self, client: Client, flow_id: str, namespace: str, started: RunResponse | None = None) -> None:
        self._client = client
        self.flow_id = flow_id
        self.namespace = namespace
        self.started = started

    def __repr__(self) -> str:
        return f"FlowHandle(flow_id={self.flow_id!r}, namespace={self.namespace!r})"

    def details(self, view: FlowView | str = FlowView.FULL, **filters: Any) -> GetFlowDetailsResponse:
        """Read the flow and one page of its tasks; `filters` are those of `Client.get_flow_details`."""
        return self._client.get_flow_details(self.flow_id, view=view, namespace=self.namespace, **filters)

    def watch(self, view: FlowView | str = FlowView.TASKS, *, timeout: Seconds | None = None) -> FlowWatch:
        """Follow the flow until it has ended, over broken connections."""
        return self._client.watch_flow(self.flow_id, view=view, namespace=self.namespace, timeout=timeout)

    def cancel(self, reason: str | None = None, *, grace: Seconds | None = None) -> CancelFlowResponse:
        """End the flow CANCELLED."""
        return self._client.cancel_flow(self.flow_id, reason=reason, grace=grace, namespace=self.namespace)

    def revert(self, reason: str | None = None) -> RevertFlowResponse:
        """Undo all that the flow has done, in reverse order."""
        return self._client.revert_flow(self.flow_id, reason=reason, namespace=self.namespace)

    def wait(self, timeout: Seconds | None = None) -> Flow:
        """Wait for the flow's end and return the flow, however it ended.

        Raises TimeoutError where it has not ended within `timeout`, LazyEngineError where it was deleted or the server
        refuses.
        """
        flow: Flow | None = None
        with self.watch(FlowView.SUMMARY, timeout=timeout) as watch:
            try:
                for frame in watch:
                    if isinstance(frame, FlowDeleted):
                        raise LazyEngineError(
                            grpc.StatusCode.NOT_FOUND,
                            f"flow {self.flow_id} was deleted",
                            reason="FLOW_NOT_FOUND",
                            metadata={"flow_id": self.flow_id},
                        )
                    if isinstance(frame, FlowUpdate):
                        flow = frame.flow
                        if flow.state.ended:
                            return flow
            except LazyEngineError as error:
                if timeout is None or error.code is not grpc.StatusCode.DEADLINE_EXCEEDED:
                    raise
                state = "not known" if flow is None else flow.state
                raise TimeoutError(f"flow {self.flow_id} is {state} after {timeout} s") from error
        raise LazyEngineError(grpc.StatusCode.CANCELLED, f"the watch of flow {self.flow_id} was closed")

    def result(self, timeout: Seconds | None = None) -> Any:
        """Wait for the flow's end and return its output, or, where it has none, the results of the tasks without
        successors, by task_id.

        Raises FlowFailed unless it SUCCEEDED, TimeoutError where it has not ended within `timeout` (seconds or
        timedelta; None = however long it takes).
        """
        deadline = None if timeout is None else time.monotonic() + as_timedelta(timeout).total_seconds()
        flow = self.wait(timeout)
        if flow.state is not FlowState.SUCCEEDED:
            raise FlowFailed(flow)
        left = None if deadline is None else max(deadline - time.monotonic(), 1.0)
        return self._results(left)

    def _results(self, timeout: Seconds | None) -> Any:
        """The output, else the results of the tasks that no other one depends on."""
        first = self._client.get_flow_details(
            self.flow_id, view=FlowView.FULL, namespace=self.namespace, timeout=timeout
        )
        if first.flow.output is not None:
            return first.flow.output
        if not first.next_page_token:
            return {task.task_id: task.result for task in _last(first.tasks)}
        # Of a large flow only the payloads that are wanted are read.
        tasks = self._client.iterate_tasks(self.flow_id, namespace=self.namespace, timeout=timeout)
        last = [task.task_id for task in _last(list(tasks))]
        results: dict[str, Any] = {}
        for start in range(0, len(last), _PAGE):
            page = self._client.iterate_tasks(
                self.flow_id,
                view=FlowView.FULL,
                task_ids=last[start : start + _PAGE],
                namespace=self.namespace,
                timeout=timeout,
            )
            results.update((task.task_id, task.result) for task in page)
        return results


def _last(tasks: Sequence[TaskDetails]) -> list[TaskDetails]:
    """The tasks that succeeded and lead to no other one."""
    needed = {name for task in tasks for name in task.depends_on}
    return [task for task in tasks if task.state is TaskState.SUCCEEDED and task.name not in needed]
