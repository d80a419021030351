"""One run of a flow that is left to workers: begun on the server, then only followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from taskflow import states

from lazyengine.enums import FlowState, FlowView
from lazyengine.responses import FlowDeleted, FlowUpdate
from lazyengine.rest import is_at_rest
from lazyengine.taskflow.engine_flow import EngineFlow
from lazyengine.taskflow.flow_lookup import find_flow


class EngineMirror(EngineFlow):
    """Ends with the flow's end or its suspension. Should its process die the flow goes on, and so may a run of it."""

    def steps(
        self, is_suspending: Callable[[], bool], _waiter: Callable[..., Any], timeout: float | None
    ) -> Iterator[str]:
        """Run, and tell each of TaskFlow's states of engines before what it stands for is done."""
        yield states.RESUMING
        if not self._joins_in():
            self._start(is_suspending)
        yield states.SCHEDULING
        yield states.WAITING
        self._watch(timeout)
        yield states.ANALYZING
        self._note_revision()

    def _joins_in(self) -> bool:
        """Where the flow goes on already, as after the death of the process that began it, that is followed.

        Raises ValueError where it is another flow.
        """
        flow = find_flow(self._client, self._flow_id)
        if flow is None or is_at_rest(flow.state):
            return False
        checked = self._client.validate(self._definition.spec, input=self._definition.input)
        if checked.flow.definition_digest != flow.definition_digest:
            raise ValueError(f"flow {self._flow_id} goes on, of another definition or on another queue")
        with self._lock:
            self.flow = flow
        return True

    def _watch(self, timeout: float | None) -> None:
        with self._client.watch_flow(self._flow_id, view=FlowView.FULL, timeout=timeout) as watch:
            for frame in watch:
                if isinstance(frame, FlowDeleted):
                    raise LookupError(f"flow {self._flow_id} was deleted")
                if not isinstance(frame, FlowUpdate):
                    continue
                self.flow = frame.flow
                self._shadow.catch_up(frame.tasks, tells_begin=True)
                if self.state.ended or self.state is FlowState.SUSPENDED:
                    return
