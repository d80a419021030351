"""A flow as its caller holds it: wait for its end, take its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lazyengine.call import Call, S, T
from lazyengine.call_context import Seconds
from lazyengine.enums import FlowView
from lazyengine.errors import LazyEngineError
from lazyengine.flow_handle_base import AwaitedEnd, FlowHandleBase, check_succeeded, pages_of_last, whole_result
from lazyengine.flow_values import Flow
from lazyengine.responses import RunResponse

if TYPE_CHECKING:
    from lazyengine.client import Client


class FlowHandle(FlowHandleBase):
    """One flow. `started` is what Run answered, None for a handle made from an id."""

    def __init__(self, client: Client, flow_id: str, namespace: str, started: RunResponse | None = None) -> None:
        super().__init__(flow_id, namespace, started)
        self._client = client

    def wait(self, timeout: Seconds | None = None) -> Flow:
        """Wait for the flow's end and return the flow, however it ended.

        Raises TimeoutError where it has not ended within `timeout`, LazyEngineError where it was deleted or the server
        refuses.
        """
        return self._wait(AwaitedEnd(self.flow_id, timeout), timeout)

    def result(self, timeout: Seconds | None = None) -> Any:
        """Wait for the flow's end and return its output, or, where it has none, the results of the tasks without
        successors, by task_id.

        Raises FlowFailed unless it SUCCEEDED, TimeoutError where it has not ended within `timeout` (seconds or
        timedelta; None = however long it takes).
        """
        end = AwaitedEnd(self.flow_id, timeout)
        check_succeeded(self._wait(end, timeout))
        return self._results(end.left)

    def _wait(self, end: AwaitedEnd, timeout: Seconds | None) -> Flow:
        with self.watch(FlowView.SUMMARY, timeout=timeout) as watch:
            try:
                for frame in watch:
                    flow = end.take(frame)
                    if flow is not None:
                        return flow
            except LazyEngineError as error:
                end.check_in_time(error)
                raise
        raise end.closed()

    def _results(self, timeout: Seconds | None) -> Any:
        """The output, else the results of the tasks that no other one depends on."""
        told, result = whole_result(self.details(timeout=timeout))
        if told:
            return result
        asked: dict[str, Any] = {"namespace": self.namespace, "timeout": timeout}
        results: dict[str, Any] = {}
        for ids in pages_of_last(self._client.iterate_tasks(self.flow_id, **asked)):
            tasks = self._client.iterate_tasks(self.flow_id, view=FlowView.FULL, task_ids=ids, **asked)
            results.update((task.task_id, task.result) for task in tasks)
        return results

    def _perform(self, asked: Call[S, T]) -> S:
        return asked.blocking(self._client)
