"""What handles to flows have in common, blocking or not."""

from __future__ import annotations

import time
from collections.abc import Coroutine, Iterable
from typing import Any

import grpc

from lazyengine.call import Call, call
from lazyengine.call_context import Seconds
from lazyengine.durations import as_timedelta
from lazyengine.enums import FlowState, FlowView, TaskState
from lazyengine.errors import FlowFailed, LazyEngineError
from lazyengine.flow_control import FlowControl
from lazyengine.flow_reads import FlowReads
from lazyengine.flow_values import Flow
from lazyengine.responses import (
    CancelFlowResponse,
    FlowDeleted,
    FlowUpdate,
    GetFlowDetailsResponse,
    RevertFlowResponse,
    RunResponse,
    WatchFlowFrame,
)
from lazyengine.stream_calls import WatchFlow
from lazyengine.task_values import TaskDetails

_PAGE = 1_000


class FlowHandleBase:
    """One flow, and the calls about it."""

    def __init__(self, flow_id: str, namespace: str, started: RunResponse | None) -> None:
        self.flow_id = flow_id
        self.namespace = namespace
        self.started = started

    def __repr__(self) -> str:
        return f"FlowHandle(flow_id={self.flow_id!r}, namespace={self.namespace!r})"

    @call
    def details(
        self, /, view: FlowView | str = FlowView.FULL, **filters: Any
    ) -> Call[GetFlowDetailsResponse, Coroutine[Any, Any, GetFlowDetailsResponse]]:
        """Read the flow and one page of its tasks; `filters` are those of `Client.get_flow_details`."""
        return FlowReads.get_flow_details.of(self.flow_id, view=view, namespace=self.namespace, **filters)

    @call
    def watch(self, view: FlowView | str = FlowView.TASKS, *, timeout: Seconds | None = None) -> WatchFlow:
        """Follow the flow until it has ended, over broken connections."""
        return WatchFlow({"flow_id": self.flow_id, "view": view}, self.namespace, timeout, reconnect=True)

    @call
    def cancel(
        self, reason: str | None = None, *, grace: Seconds | None = None
    ) -> Call[CancelFlowResponse, Coroutine[Any, Any, CancelFlowResponse]]:
        """End the flow CANCELLED."""
        return FlowControl.cancel_flow.of(self.flow_id, reason=reason, grace=grace, namespace=self.namespace)

    @call
    def revert(self, reason: str | None = None) -> Call[RevertFlowResponse, Coroutine[Any, Any, RevertFlowResponse]]:
        """Undo all that the flow has done, in reverse order."""
        return FlowControl.revert_flow.of(self.flow_id, reason=reason, namespace=self.namespace)


class AwaitedEnd:
    """The end of a flow as somebody waits for it: reads the frames of a watch."""

    def __init__(self, flow_id: str, timeout: Seconds | None) -> None:
        self._flow_id = flow_id
        self._timeout = timeout
        self._deadline = None if timeout is None else time.monotonic() + as_timedelta(timeout).total_seconds()
        self._flow: Flow | None = None

    @property
    def left(self) -> float | None:
        """Seconds that reading the results has."""
        return None if self._deadline is None else max(self._deadline - time.monotonic(), 1.0)

    def take(self, frame: WatchFlowFrame) -> Flow | None:
        """The flow, once it has ended. Raises LazyEngineError where it was deleted."""
        if isinstance(frame, FlowDeleted):
            raise LazyEngineError(
                grpc.StatusCode.NOT_FOUND,
                f"flow {self._flow_id} was deleted",
                reason="FLOW_NOT_FOUND",
                metadata={"flow_id": self._flow_id},
            )
        if isinstance(frame, FlowUpdate):
            self._flow = frame.flow
            if frame.flow.state.ended:
                return frame.flow
        return None

    def check_in_time(self, error: LazyEngineError) -> None:
        """Raise TimeoutError where the watch raised this because the time had passed."""
        if self._timeout is not None and error.code is grpc.StatusCode.DEADLINE_EXCEEDED:
            state = "not known" if self._flow is None else self._flow.state
            raise TimeoutError(f"flow {self._flow_id} is {state} after {self._timeout} s") from error

    def closed(self) -> LazyEngineError:
        """What to raise where the watch was closed before the end."""
        return LazyEngineError(grpc.StatusCode.CANCELLED, f"the watch of flow {self._flow_id} was closed")


def check_succeeded(flow: Flow) -> None:
    """Raise FlowFailed unless it did."""
    if flow.state is not FlowState.SUCCEEDED:
        raise FlowFailed(flow)


def whole_result(page: GetFlowDetailsResponse) -> tuple[bool, Any]:
    """Whether a flow's first page tells its result, and the result: the output, else those of the last tasks."""
    if page.flow.output is not None:
        return True, page.flow.output
    return not page.next_page_token, {task.task_id: task.result for task in _last(page.tasks)}


def pages_of_last(tasks: Iterable[TaskDetails]) -> list[list[str]]:
    """Of a large flow only the payloads that are wanted are read: the ids of its last tasks, a page each."""
    last = [task.task_id for task in _last(list(tasks))]
    return [last[start : start + _PAGE] for start in range(0, len(last), _PAGE)]


def _last(tasks: Iterable[TaskDetails]) -> list[TaskDetails]:
    """The tasks that succeeded and lead to no other one."""
    tasks = list(tasks)
    needed = {name for task in tasks for name in task.depends_on}
    return [task for task in tasks if task.state is TaskState.SUCCEEDED and task.name not in needed]
