"""A flow of the engine on the server: begun there, suspended, ended; and the copy that follows it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from lazyengine.client import Client
from lazyengine.cut_text import cut
from lazyengine.enums import FlowState, FlowView, InFlight
from lazyengine.errors import LazyEngineError
from lazyengine.flow_values import Flow
from lazyengine.responses import RunResponse, TaskCompleteResponse
from lazyengine.taskflow.engine_definition import EngineDefinition
from lazyengine.taskflow.engine_snapshot import flow_snapshot
from lazyengine.taskflow.engine_start import REVISION_META, start_flow
from lazyengine.taskflow.shadow import Shadow

_MESSAGE_BYTES = 1_000


class EngineFlow:
    """What every run of a flow has. Used by one thread; `suspend` by any."""

    def __init__(self, client: Client, runtime: Any, definition: EngineDefinition) -> None:
        self._client = client
        self._runtime = runtime
        self._definition = definition
        self._flow_id = str(runtime.storage.flow_uuid)
        self._shadow = Shadow(runtime, definition)
        self._lock = threading.Lock()
        #: What ends the flow FAILURE once all that runs has ended.
        self.failures: list[Any] = []
        #: The flow as the server last told it; None before it was begun there.
        self.flow: Flow | None = None

    @property
    def state(self) -> FlowState:
        """Where the flow stands on the server."""
        return FlowState.PENDING if self.flow is None else self.flow.state

    def suspend(self) -> None:
        """Have nothing further offered. Called before the run has begun, it begins suspended."""
        with self._lock:
            if self.flow is not None:
                self._unless_ended(lambda: self._client.suspend_flow(self._flow_id))

    def end(self, message: str) -> None:
        """End the flow FAILED: something went wrong that is none of its tasks' business."""
        if self.flow is not None and not self.state.ended:
            why = cut(message, _MESSAGE_BYTES)
            self._unless_ended(
                lambda: self._client.end_flow(self._flow_id, FlowState.FAILED, message=why, in_flight=InFlight.CANCEL)
            )

    def _start(self, is_suspending: Callable[[], bool]) -> RunResponse:
        """Push the definition and how far the flow has come to the server, and follow what that has led to."""
        with self._lock:
            answer = start_flow(
                self._client,
                self._flow_id,
                self._definition,
                revision=self._runtime.storage.flow_meta.get(REVISION_META),
                snapshot=lambda: flow_snapshot(self._runtime, self._definition, suspended=is_suspending()),
                catch_up=self._shadow.catch_up,
            )
            self.flow = answer.flow
        self._shadow.failed_before()
        self._follow(answer)
        return answer

    def _follow(self, answer: RunResponse | TaskCompleteResponse) -> None:
        """Follow what a call has led to; where its answer does not tell, the flow does."""
        self._shadow.apply(answer.changes)
        if answer.replayed or answer.changes_truncated:
            self._shadow.catch_up(list(self._client.iterate_tasks(self._flow_id, view=FlowView.FULL)))

    def _note_revision(self) -> None:
        """The storage is in step with the server."""
        if self.flow is not None:
            self._runtime.storage.update_flow_metadata({REVISION_META: self.flow.revision})

    def _unless_ended(self, call: Callable[[], Any]) -> None:
        try:
            self.flow = call().flow
        except LazyEngineError as error:
            if error.reason not in ("FLOW_ENDED", "FLOW_CANCELLING"):
                raise
