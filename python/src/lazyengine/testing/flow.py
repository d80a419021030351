"""A flow in the hand of a test: what any handle can do, and beside it to be run to its end in no time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lazyengine.call_context import Seconds
from lazyengine.client import Client
from lazyengine.enums import FlowView, TaskState
from lazyengine.flow_handle import FlowHandle
from lazyengine.flow_handle_base import AwaitedEnd
from lazyengine.flow_values import Failure, Flow
from lazyengine.responses import RunResponse, TaskCompleteResponse
from lazyengine.task_values import TaskDetails
from lazyengine.testing.held import failure_given
from lazyengine.testing.values import Duration, HistoryEvent, WaitingTask, milliseconds

_ENDS = (TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED)


class TestFlow(FlowHandle):
    """A handle whose `wait` and `result` let time pass."""

    __test__ = False

    def __init__(
        self, client: Client, flow_id: str, ask: Callable[..., Any], started: RunResponse | None = None
    ) -> None:
        super().__init__(client, flow_id, client.namespace, started)
        self._ask = ask

    def to_end(self, within: Duration = "366d") -> Flow:
        """Let time pass until the flow has ended, and give it with its payloads.

        Raises TestEngineError where it cannot end: it waits for somebody outside, for a task that no handler takes, or
        for longer than `within`.
        """
        self._ask("to_end", flow_id=self.flow_id, ms=milliseconds(within))
        return self.details().flow

    def task(self, task_id: str) -> TaskDetails:
        """The task as it is now, with its payloads and attempts."""
        return self.details(FlowView.FULL, task_ids=[task_id]).tasks[0]

    def ready(self) -> list[WaitingTask]:
        """What waits for somebody to do it, in the order of offering."""
        return [WaitingTask.of(said) for said in self._ask("ready", flow_id=self.flow_id)]

    def complete_task(self, task_id: str, result: Any = None) -> TaskCompleteResponse:
        """The task SUCCEEDED with this result: said without a claim, as by whoever finishes it from outside."""
        return self.end_task(task_id, result=result)

    def fail_task(self, task_id: str, failure: Failure | Mapping[str, Any] | Exception) -> TaskCompleteResponse:
        """The attempt failed: by a failure, or by an exception as a handler would have raised it."""
        return self.end_task(task_id, failure=failure_given(failure))

    def end_task(self, task_id: str, **outcome: Any) -> TaskCompleteResponse:
        """Any outcome, as `Client.task_complete` takes it."""
        answer = self._client.task_complete(self.flow_id, task_id, **outcome)
        self._ask("settle")
        return answer

    def history(self) -> list[HistoryEvent]:
        """Every state that its tasks and the flow itself have come into, in order."""
        return [HistoryEvent.of(said) for said in self._ask("history", flow_id=self.flow_id)]

    def path(self, *states: TaskState) -> list[str]:
        """The way that the flow has taken: its tasks in the order in which they ended, without those that were skipped.

        With `states` those that came into one of these, such as `TaskState.REVERTED`.
        """
        wanted = states or _ENDS
        return [event.task_id for event in self.history() if event.task_id and event.state in wanted]

    def runs(self, task_id: str) -> int:
        """How often the task was begun."""
        return len({event.attempt for event in self.history() if event.task_id == task_id and event.attempt})

    def _wait(self, end: AwaitedEnd, timeout: Seconds | None) -> Flow:
        return self.to_end()
