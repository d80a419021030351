"""How a run of the engine gets its flow onto the server: it replaces what is there, having learnt from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lazyengine.client import Client
from lazyengine.enums import ConflictPolicy, FlowState, FlowView, InFlight
from lazyengine.errors import LazyEngineError
from lazyengine.responses import RunResponse
from lazyengine.rest import is_at_rest
from lazyengine.task_values import TaskDetails
from lazyengine.taskflow.engine_definition import EngineDefinition

#: Of a flow detail: where the flow was on the server when the detail was last in step with it.
REVISION_META = "lazyengine_revision"

_GOES_ON_ELSEWHERE = frozenset({"FLOW_EXISTS", "REVISION_MISMATCH", "FLOW_NOT_AT_REST"})


def start_flow(
    client: Client,
    flow_id: str,
    definition: EngineDefinition,
    *,
    revision: str | None,
    snapshot: Callable[[], Mapping[str, Any]],
    catch_up: Callable[[list[TaskDetails]], None],
) -> RunResponse:
    """Run the flow from the snapshot.

    Where the server's flow is not as the detail last knew it (`revision`; None = the detail knows of none), as after
    the death of a process that ran it, `catch_up` is told all its tasks first. Who works on it still loses its claims.
    """
    policy = ConflictPolicy.FAIL if revision is None else ConflictPolicy.REPLACE
    while True:
        try:
            handle = client.run(
                definition.spec,
                flow_id=flow_id,
                input=definition.input,
                conflict_policy=policy,
                expected_revision=revision,
                snapshot=snapshot(),
            )
        except LazyEngineError as error:
            if error.reason == "FLOW_NOT_FOUND" and revision is not None:
                policy, revision = ConflictPolicy.FAIL, None
                continue
            if error.reason not in _GOES_ON_ELSEWHERE:
                raise
            policy, revision = ConflictPolicy.REPLACE, _take_over(client, flow_id, catch_up)
            continue
        if handle.started is None:
            raise AssertionError("a flow that was run has no answer")
        return handle.started


def _take_over(client: Client, flow_id: str, catch_up: Callable[[list[TaskDetails]], None]) -> str:
    """Learn how far the flow is, and have nobody else go on with it; the revision that it is left at."""
    while True:
        flow = client.get_flow_details(flow_id).flow
        tasks = list(client.iterate_tasks(flow_id, view=FlowView.FULL))
        try:
            if not is_at_rest(flow.state):
                flow = client.end_flow(
                    flow_id,
                    FlowState.CANCELLED,
                    in_flight=InFlight.CANCEL,
                    expected_revision=flow.revision,
                    reason="another engine goes on with it",
                ).flow
            elif client.get_flow_details(flow_id).flow.revision != flow.revision:
                continue
        except LazyEngineError as error:
            if error.reason not in ("REVISION_MISMATCH", "FLOW_ENDED"):
                raise
            continue
        catch_up(tasks)
        return flow.revision
