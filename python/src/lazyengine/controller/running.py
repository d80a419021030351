"""Starts an execution of a flow, or goes on with one that is there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from taskflow.persistence import models

from lazyengine.client import Client
from lazyengine.controller.addresses import flow_id_of
from lazyengine.controller.flow_definition import compile_flow, flow_definition, tasks_of
from lazyengine.controller.flow_details import flow_inputs
from lazyengine.controller.thread_runner import THREADS_QUEUE, start_threads
from lazyengine.enums import ConflictPolicy, FlowState, FlowView
from lazyengine.environment import connected
from lazyengine.errors import LazyEngineError
from lazyengine.flow_spec import FlowSpec
from lazyengine.flow_values import Flow
from lazyengine.taskflow.flow_lookup import find_flow
from lazyengine.taskflow.states import flow_state
from lazyengine.taskflow.unsupported import UnsupportedFlow
from lazyengine.taskflow.value_encoding import encode_value
from lazyengine.taskflow.worker import QUEUE

_RESUMED = frozenset({FlowState.SUSPENDED, FlowState.SUSPENDING})


def run(
    flow: Any,
    execution: Any = None,
    *,
    store: Mapping[str, Any] | None = None,
    executor: Literal["threads"] | None = None,
    max_workers: int = 10,
    queue: str | None = None,
    client: Client | None = None,
) -> str:
    """Store an execution of a TaskFlow flow, make its first tasks ready, and return its uuid; nothing is waited for.

    `execution`: its uuid, or a FlowDetail that has it (whose `meta` is kept); a fresh one where None. One that exists
    already goes on, if the flow is the same: it is resumed where it was stopped. `store`: values for what no task
    provides; None = those it was run with before, if it was. `executor`: None leaves the tasks to workers that take
    them from `queue` ("taskflow" where None); "threads" does them in this process, on up to `max_workers` threads,
    until the flow has ended or is suspended. Until then the process does not end by itself, and `client` stays open.

    Raises what TaskFlow raises for a flow that it would not run, UnsupportedFlow for one that needs what is not there
    (retry controllers, revert functions, deciders), ValueError for another flow under a uuid that is taken.
    """
    if executor not in (None, "threads"):
        raise ValueError(f"executor: expected None or 'threads', got {executor!r}")
    if executor is not None and queue is not None:
        raise ValueError(f"queue: with executor='threads' no worker takes the tasks from a queue, got {queue!r}")
    flow_id = str(uuid.uuid4()) if execution is None else flow_id_of(execution)
    with connected(client) as connection:
        # The full view, which alone has the input.
        options = {"view": FlowView.FULL, "page_size": 1}
        existing = None if execution is None else find_flow(connection, flow_id, **options)
        store, meta = _inputs(execution, existing, store)
        compilation = compile_flow(flow, store)
        spec = flow_definition(
            compilation, store, queue=queue or (THREADS_QUEUE if executor else QUEUE), portable=executor is None
        )
        state = _start(connection, flow_id, spec, {"store": store, "meta": meta})
    if executor is not None and not state.ended:
        start_threads(client, flow_id, tasks_of(compilation), max_workers)
    return flow_id


def _inputs(
    execution: Any, existing: Flow | None, store: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The store and the meta to run with: what an execution was run with before is what it goes on with."""
    before, meta = flow_inputs(existing) if existing is not None else ({}, {})
    if existing is None and isinstance(execution, models.FlowDetail):
        if len(execution) > 0:
            raise UnsupportedFlow(
                f"execution {execution.uuid}: its FlowDetail has {len(execution)} atoms in it; to go on from them"
                " would need the import of a snapshot: load the flow with engine='lazy' for that"
            )
        meta = dict(execution.meta)
    given = before if store is None else dict(store)
    for what, values in (("store", given), ("meta", meta)):
        for name, value in values.items():
            try:
                encode_value(value)
            except TypeError as error:
                raise TypeError(f"{what}[{name!r}]: {error}") from error
    return given, meta


def _start(client: Client, flow_id: str, spec: FlowSpec, inputs: dict[str, Any]) -> FlowState:
    """Run the flow, or go on with it; the state that it is in then."""
    try:
        handle = client.run(
            spec, flow_id=flow_id, input=encode_value(inputs), conflict_policy=ConflictPolicy.RETURN_EXISTING
        )
    except LazyEngineError as error:
        if error.reason != "FLOW_DIFFERS":
            raise
        raise ValueError(
            f"execution {flow_id} exists, of another flow, or with another store, queue or executor: it goes on only as"
            " it was begun"
        ) from error
    state = handle.started.flow.state if handle.started is not None else FlowState.UNSPECIFIED
    if state in _RESUMED:
        return client.resume_flow(flow_id).flow.state
    if state.ended and state is not FlowState.SUCCEEDED:
        raise UnsupportedFlow(
            f"execution {flow_id} is {flow_state(state)}: to run it again would need the reset of a flow: load it"
            " with engine='lazy' for that"
        )
    return state
