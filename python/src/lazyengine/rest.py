"""Waits until nothing of a flow goes on."""

from __future__ import annotations

import grpc

from lazyengine.client import Client
from lazyengine.enums import FlowState, FlowView
from lazyengine.errors import LazyEngineError
from lazyengine.responses import FlowDeleted, FlowUpdate


def is_at_rest(state: FlowState) -> bool:
    """True where nothing of the flow goes on: it may be replaced."""
    return state.ended or state in (FlowState.PENDING, FlowState.SUSPENDED)


def wait_for_rest(client: Client, flow_id: str, timeout: float | None) -> FlowState:
    """Wait until a flow has ended or is suspended; the state that it is in then.

    Raises LazyEngineError: DEADLINE_EXCEEDED after `timeout` seconds, FLOW_NOT_FOUND also where it was deleted.
    """
    state = FlowState.UNSPECIFIED
    with client.watch_flow(flow_id, view=FlowView.SUMMARY, timeout=timeout) as watch:
        for frame in watch:
            if isinstance(frame, FlowDeleted):
                raise LazyEngineError(grpc.StatusCode.NOT_FOUND, f"flow {flow_id} was deleted", reason="FLOW_NOT_FOUND")
            if isinstance(frame, FlowUpdate):
                state = frame.flow.state
                if state.ended or state is FlowState.SUSPENDED:
                    break
    return state
