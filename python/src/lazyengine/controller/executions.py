"""The calls about an execution that exists. All they know of it they ask the server, by its uuid."""

from __future__ import annotations

from typing import Any, Literal, overload

import grpc

from lazyengine.client import Client
from lazyengine.controller.addresses import flow_id_of, not_found_as_in_taskflow, task_name_of
from lazyengine.controller.completion import complete
from lazyengine.controller.flow_details import FlowDict, flow_detail, flow_dict
from lazyengine.enums import FlowView
from lazyengine.environment import connected
from lazyengine.errors import LazyEngineError
from lazyengine.rest import wait_for_rest
from lazyengine.taskflow.states import flow_state


def complete_task(
    execution: Any, task: Any, result: Any, *, timeout: float = 30.0, client: Client | None = None
) -> str:
    """Record the result of a task that stays RUNNING (or that no worker has taken yet), make ready what it unblocks,
    and return the flow's state.

    `task`: its name, the last part of its dotted name, its uuid, or a task object. `result`: a value, or a TaskFlow
    Failure or an exception, which fails the task. While the task's function has not returned yet this is waited for,
    up to `timeout` seconds.

    Raises NotFound where there is no such execution or task, LazyEngineError where the server refuses: reason
    TASK_NOT_READY before its turn, ALREADY_COMPLETED where it has another result.
    """
    flow_id, called = flow_id_of(execution), task_name_of(task)
    with connected(client) as connection, not_found_as_in_taskflow(flow_id):
        return flow_state(complete(connection, flow_id, called, result, timeout).flow.state)


def stop(execution: Any, *, client: Client | None = None) -> str:
    """Offer no further task of an execution, and return its state: SUSPENDING while tasks run, then SUSPENDED.

    `run` with its uuid resumes it. Of an execution that has ended nothing is changed. Raises NotFound.
    """
    flow_id = flow_id_of(execution)
    with connected(client) as connection, not_found_as_in_taskflow(flow_id):
        try:
            return flow_state(connection.suspend_flow(flow_id).flow.state)
        except LazyEngineError as error:
            if error.reason not in ("FLOW_ENDED", "FLOW_CANCELLING"):
                raise
            return flow_state(connection.get_flow_details(flow_id).flow.state)


def get_state(execution: Any, *, client: Client | None = None) -> str:
    """The state of an execution, one of `taskflow.states`. Raises NotFound."""
    flow_id = flow_id_of(execution)
    with connected(client) as connection, not_found_as_in_taskflow(flow_id):
        return flow_state(connection.get_flow_details(flow_id).flow.state)


def wait(execution: Any, *, timeout: float | None = None, client: Client | None = None) -> str:
    """Wait until an execution has ended or is SUSPENDED, and return its state.

    Raises NotFound, and TimeoutError where `timeout` seconds have passed.
    """
    if timeout is not None and timeout < 0:
        raise ValueError(f"timeout: must not be negative, got {timeout}")
    flow_id = flow_id_of(execution)
    with connected(client) as connection, not_found_as_in_taskflow(flow_id):
        try:
            return flow_state(wait_for_rest(connection, flow_id, timeout))
        except LazyEngineError as error:
            if timeout is None or error.code is not grpc.StatusCode.DEADLINE_EXCEEDED:
                raise
            raise TimeoutError(f"execution {flow_id} has not come to rest within {timeout} s") from error


@overload
def get_flow_details(
    execution: Any, *, as_flow_detail: Literal[False] = False, client: Client | None = None
) -> FlowDict: ...


@overload
def get_flow_details(execution: Any, *, as_flow_detail: Literal[True], client: Client | None = None) -> Any: ...


def get_flow_details(execution: Any, *, as_flow_detail: bool = False, client: Client | None = None) -> Any:
    """All that is known of an execution, by its uuid alone: a dict (FlowDict), or a TaskFlow FlowDetail.

    The FlowDetail is a copy: what is changed in it changes nothing of the execution. Raises NotFound.
    """
    flow_id = flow_id_of(execution)
    with connected(client) as connection, not_found_as_in_taskflow(flow_id):
        page = connection.get_flow_details(flow_id, view=FlowView.FULL, page_size=1_000)
        flow, tasks = page.flow, list(page.tasks)
        while page.next_page_token:
            page = connection.get_flow_details(
                flow_id, view=FlowView.FULL, page_size=1_000, page_token=page.next_page_token
            )
            tasks.extend(page.tasks)
    return flow_detail(flow, tasks) if as_flow_detail else flow_dict(flow, tasks)
