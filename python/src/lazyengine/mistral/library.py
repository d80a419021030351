"""Mistral v2 workflows as a library: start, run, complete, read and run again, with nothing but a LazyEngine server."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import grpc

from lazyengine.client import Client
from lazyengine.enums import FlowState, ItemRetry
from lazyengine.errors import LazyEngineError
from lazyengine.mistral.action_executions import forget, look_up
from lazyengine.mistral.action_task import Answer
from lazyengine.mistral.actions import Call
from lazyengine.mistral.compiler import QUEUE, compile_workflow
from lazyengine.mistral.document import Document, parse
from lazyengine.mistral.flow_input import root_input
from lazyengine.mistral.outcomes import action_failure
from lazyengine.mistral.runner import runner
from lazyengine.mistral.stored_values import stored
from lazyengine.mistral.workflow_outcome import TaskOutcome, WorkflowOutcome, outcome_of
from lazyengine.rest import wait_for_rest

_END_STATES = {"SUCCESS": FlowState.SUCCEEDED, "ERROR": FlowState.FAILED}

__all__ = [
    "TaskOutcome",
    "WorkflowOutcome",
    "complete_action",
    "follow",
    "outcome_of",
    "rerun_task",
    "run_workflow",
    "start_workflow",
    "stop_workflow",
]


def run_workflow(
    text: str,
    workflow: str | None = None,
    *,
    input: dict[str, Any],
    params: dict[str, Any] | None = None,
    target: str,
    namespace: str = "default",
    answer: Answer | None = None,
    timeout_s: float = 60,
    validate: bool = True,
) -> WorkflowOutcome:
    """Run a workflow of a text on the server at `target` (`host:port`), with a runner of its own, until it rests.

    It rests once it has ended or is paused; after `timeout_s` it is left as it is. `workflow` None = the only one of
    the text. `params`: `env`, and of a reverse workflow `task_name`. `answer` takes the place of actions: called with
    name, input and ActionExecution it returns `("success", result)`, `("error", error)` or `("deferred", None)`; None =
    success.

    Raises NotSupported, and Mistral's own exceptions for a text or an input that is wrong, before anything is stored.
    """
    queue = f"{QUEUE}.{uuid.uuid4()}"
    with Client(target, namespace=namespace) as client:
        flow_id = start_workflow(client, parse(text, validate), workflow, input=input, params=params, queue=queue)
        return follow(client, flow_id, timeout_s=timeout_s, runner_of=runner(client, queue=queue, answer=answer))


def start_workflow(
    client: Client,
    document: Document,
    workflow: str | None = None,
    *,
    input: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    flow_id: str | None = None,
    queue: str = QUEUE,
) -> str:
    """Start a workflow for the runners of a queue; the id of its flow, which is its execution's."""
    name, spec = document.workflow(workflow)
    work = root_input(document, name, input, params)
    task = work.params.get("task_name") if spec.get_type() == "reverse" else None
    if spec.get_type() == "reverse" and not isinstance(task, str):
        raise ValueError(f"params.task_name: expected the task that the reverse workflow {name!r} is to come to")
    definition = compile_workflow(document, name, target=task, queue=queue)
    return client.run(definition, input=stored(work.payload()), flow_id=flow_id).flow_id


def follow(
    client: Client,
    flow_id: str,
    *,
    timeout_s: float | None = None,
    runner_of: AbstractContextManager[Any] | None = None,
) -> WorkflowOutcome:
    """Wait until a workflow rests, or the time is up, and tell how it stands; meanwhile `runner_of` runs."""
    with runner_of or nullcontext():
        try:
            wait_for_rest(client, flow_id, timeout_s)
        except LazyEngineError as error:
            if error.code is not grpc.StatusCode.DEADLINE_EXCEEDED:
                raise
    return outcome_of(client, flow_id)


def complete_action(
    client: Client, execution_id: str, *, result: Any = None, error: Any = None, is_cancelled: bool = False
) -> str:
    """Bring the result, or the error, of an action that others finish; the id of the flow that it belongs to.

    What ad-hoc actions make of results is made here. Raises LookupError where there is no such execution, or its
    result was brought before, and LazyEngineError where it has ended otherwise, or another attempt has followed.
    """
    execution = look_up(client, execution_id)
    outcome: dict[str, Any]
    if is_cancelled:
        outcome = {"cancelled": {"message": str(error or "")}}
    elif error is not None:
        outcome = {"failure": action_failure(error)}
    else:
        outcome = {"result": stored(Call(execution.action, {}, execution.outputs).converted(result))}
    client.task_complete(execution.flow_id, execution.task_id, claim_token=execution.claim_token, **outcome)
    forget(client, execution.id)
    return execution.flow_id


def stop_workflow(client: Client, flow_id: str, state: str, message: str = "") -> None:
    """End a workflow with SUCCESS, ERROR or CANCELLED, as Mistral's stop does; what it has called is cancelled with it
    alone by CANCELLED. It has ended once a runner has evaluated its output.
    """
    if state == "CANCELLED":
        client.cancel_flow(flow_id, grace=0, reason=message)
    else:
        client.end_flow(flow_id, _END_STATES[state], message=message or None)


def rerun_task(client: Client, flow_id: str, task: str, *, reset: bool = True, skip: bool = False) -> None:
    """Run a task again that has failed, or skip it; the workflow goes on from there. `task`: its name, or `name#2`.

    `reset`: of a task with a list run all items again, otherwise those that have not succeeded.
    """
    if skip:
        client.skip_task(flow_id, task)
    else:
        items = ItemRetry.ALL_ITEMS if reset else ItemRetry.FAILED_ITEMS
        client.retry_flow(flow_id, tasks=[task], items=items)
