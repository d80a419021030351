"""The calls that change a flow: suspend, resume, cancel, revert, end, retry, skip, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lazyengine.call import Unary, call
from lazyengine.call_context import Seconds
from lazyengine.enums import FlowState, InFlight, ItemRetry
from lazyengine.request_ids import new_request_id
from lazyengine.responses import (
    CancelFlowResponse,
    DeleteFlowResponse,
    EndFlowResponse,
    ResumeFlowResponse,
    RetryFlowResponse,
    RevertFlowResponse,
    SkipTaskResponse,
    SuspendFlowResponse,
)


class FlowControl:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
    def suspend_flow(
        self,
        flow_id: str,
        *,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[SuspendFlowResponse]:
        """Stop offering a flow's tasks; claimed ones go on."""
        fields = _control(flow_id, request_id, reason, expected_revision)
        return Unary(SuspendFlowResponse, fields, namespace, timeout)

    @call
    def resume_flow(
        self,
        flow_id: str,
        *,
        input: Any = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ResumeFlowResponse]:
        """Offer a suspended flow's tasks again; `input` replaces the flow's where it is not None."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "input": input}
        return Unary(ResumeFlowResponse, fields, namespace, timeout)

    @call
    def cancel_flow(
        self,
        flow_id: str,
        *,
        grace: Seconds | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[CancelFlowResponse]:
        """End a flow CANCELLED; holders of claimed tasks have `grace` (30 s where None) to bring an outcome."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "grace": grace}
        return Unary(CancelFlowResponse, fields, namespace, timeout)

    @call
    def revert_flow(
        self,
        flow_id: str,
        *,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[RevertFlowResponse]:
        """Undo all that a flow has done, in reverse order; what runs is waited for."""
        fields = _control(flow_id, request_id, reason, expected_revision)
        return Unary(RevertFlowResponse, fields, namespace, timeout)

    @call
    def end_flow(
        self,
        flow_id: str,
        state: FlowState | str,
        *,
        message: str | None = None,
        output: Any = None,
        in_flight: InFlight | str | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[EndFlowResponse]:
        """End a flow SUCCEEDED, FAILED or CANCELLED, whatever its tasks are at; `output` None = it has none."""
        fields = {
            **_control(flow_id, request_id, reason, expected_revision),
            "state": state,
            "message": message,
            "output": output,
            "in_flight": in_flight,
        }
        return Unary(EndFlowResponse, fields, namespace, timeout)

    @call
    def retry_flow(
        self,
        flow_id: str,
        *,
        tasks: Sequence[str] = (),
        reset: bool = False,
        input: Any = None,
        items: ItemRetry | str | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[RetryFlowResponse]:
        """Run tasks again that failed, all where `tasks` is empty; with `reset` they and all behind them begin anew.

        A flow that has ended goes on; `input` replaces the flow's where it is not None. `items`, not with `reset`:
        which items of lists are run again; None = as their tasks say.
        """
        fields = {
            **_control(flow_id, request_id, reason, expected_revision),
            "tasks": tasks,
            "reset": reset,
            "input": input,
            "items": items,
        }
        return Unary(RetryFlowResponse, fields, namespace, timeout)

    @call
    def skip_task(
        self,
        flow_id: str,
        task_id: str,
        *,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[SkipTaskResponse]:
        """Skip a task that has not succeeded; a flow that has ended goes on."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "task_id": task_id}
        return Unary(SkipTaskResponse, fields, namespace, timeout)

    @call
    def delete_flow(
        self,
        flow_id: str,
        *,
        allow_missing: bool | None = None,
        reason: str | None = None,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[DeleteFlowResponse]:
        """Remove an ended flow; with `allow_missing` it is no error where there is none."""
        fields = {**_control(flow_id, request_id, reason, expected_revision), "allow_missing": allow_missing}
        return Unary(DeleteFlowResponse, fields, namespace, timeout)


def _control(flow_id: str, request_id: str | None, reason: str | None, expected_revision: str | None) -> dict[str, Any]:
    return {
        "flow_id": flow_id,
        "request_id": new_request_id(request_id),
        "reason": reason,
        "expected_revision": expected_revision,
    }
