"""A task in the hand of a test, claimed as an executor would claim it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lazyengine.client import Client
from lazyengine.flow_values import Failure
from lazyengine.handler_outcome import failure_of
from lazyengine.responses import TaskCompleteResponse
from lazyengine.task_values import ReadyTask
from lazyengine.testing.values import Duration, milliseconds


class TestClaim:
    """The claim has a session of its own, whose lease of an hour runs out unless it is kept."""

    __test__ = False

    def __init__(self, client: Client, session_id: str, task: ReadyTask, settle: Callable[[], None]) -> None:
        self.task = task
        self._client = client
        self._session_id = session_id
        self._settle = settle

    @property
    def input(self) -> Any:
        """The task's own input, None where it has none."""
        return None if self.task.input is None else self._client._calls.payloads.native(self.task.input)

    def complete(self, result: Any = None) -> TaskCompleteResponse:
        """The task SUCCEEDED with this result."""
        return self.end(result=result)

    def fail(self, failure: Failure | Mapping[str, Any] | Exception) -> TaskCompleteResponse:
        """The attempt failed: by a failure, or by an exception as a handler would have raised it."""
        return self.end(failure=failure_given(failure))

    def end(self, **outcome: Any) -> TaskCompleteResponse:
        """Any outcome, as `Client.task_complete` takes it."""
        task = self.task
        answer = self._client.task_complete(task.flow_id, task.task_id, claim_token=task.claim_token, **outcome)
        self._settle()
        return answer

    def release(self, delay: Duration = 0.0) -> None:
        """Give the task back without counting a try."""
        claim = {"flow_id": self.task.flow_id, "task_id": self.task.task_id, "claim_token": self.task.claim_token}
        self._client.release_tasks([claim], delay=milliseconds(delay) / 1_000)
        self._settle()

    def keep(self) -> None:
        """Keep it for another lease."""
        self._client.keep_session(self._session_id)


def failure_given(failure: Failure | Mapping[str, Any] | Exception) -> Failure | Mapping[str, Any]:
    """An exception as the failure that it stands for."""
    return failure_of(failure) if isinstance(failure, Exception) else failure
