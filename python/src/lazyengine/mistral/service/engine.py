"""Mistral's engine on LazyEngine: what `mistral.engine.engine_server.EngineServer` serves to Mistral's own clients."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from mistral import exceptions
from mistral.engine import base
from mistral.workflow import states
from mistral_lib import actions as lib

from lazyengine.client import Client
from lazyengine.enums import ItemRetry
from lazyengine.flow_values import Flow
from lazyengine.mistral.library import stop_workflow
from lazyengine.mistral.service import action_calls, starts
from lazyengine.mistral.service.environments import changed_input
from lazyengine.mistral.service.mistral_errors import in_mistral_words
from lazyengine.mistral.service.places import flow_of, task_of
from lazyengine.mistral.service.projection import Projection
from lazyengine.mistral.service.stored_rows import note_stop, workflow_execution
from lazyengine.mistral.service.tables import create_tables
from lazyengine.mistral.task_results import flow_state

#: Where the tasks of the service wait for runners: not for those that know of no database.
SERVICE_QUEUE = "mistral.service"

# Within these it answers; what takes longer is shown by the projection.
_OUTPUT_SECONDS = 10.0
_ACTION_SECONDS = 50.0


class LazyEngineEngine(base.Engine):  # type: ignore[misc]
    """Each method does by LazyEngine what Mistral's own engine does, and returns the row that its API shows.

    `queue`: of the runners. What is raised is of `mistral.exceptions`.
    """

    def __init__(self, client: Client, *, queue: str = SERVICE_QUEUE) -> None:
        create_tables()
        self._client = client
        self._queue = queue
        self._projection = Projection(client)

    @in_mistral_words
    def start_workflow(
        self,
        wf_identifier: str,
        wf_namespace: str = "",
        wf_ex_id: str | None = None,
        wf_input: dict[str, Any] | None = None,
        description: str = "",
        async_: bool = False,
        **params: Any,
    ) -> Any:
        """Start a workflow of Mistral's database; where an execution has the id already, that one is returned."""
        flow_id = starts.start_workflow(
            self._client,
            self._queue,
            wf_identifier,
            wf_namespace,
            wf_ex_id or str(uuid.uuid4()),
            wf_input or {},
            description,
            params,
        )
        return self._written(flow_id)

    def start_task(
        self,
        task_ex_id: str,
        first_run: bool,
        waiting: bool,
        triggered_by: Any,
        rerun: bool,
        reset: bool,
        **params: Any,
    ) -> None:
        """Nothing: Mistral's engine sends this to itself. Here tasks are started by the completion before them."""
        raise exceptions.EngineException(
            f"Tasks are started by LazyEngine alone [task_ex_id={task_ex_id}]: no engine of Mistral may run beside it"
        )

    @in_mistral_words
    def start_action(
        self,
        action_name: str,
        action_input: dict[str, Any],
        description: str | None = None,
        namespace: str = "",
        **params: Any,
    ) -> Any:
        """Run an action outside of workflows. With `run_sync`, or where the result is not saved, it is waited for."""
        lone = starts.lone_action(action_name, action_input or {}, description, namespace, params)
        _, action = lone.made()
        sync, save = bool(params.get("run_sync")), bool(params.get("save_result"))
        if sync and not action.is_sync():
            raise exceptions.InputException("Action does not support synchronous execution.")
        starts.start_action(self._client, self._queue, lone, params.get("target"))
        if sync or not (save or not action.is_sync()):
            self._await_end(lone.id, _ACTION_SECONDS)
        return action_calls.lone_action(self._client, self._projection, lone, keep=save or not sync)

    @in_mistral_words
    def on_action_complete(
        self, action_ex_id: str, result: lib.Result | None, wf_action: bool = False, async_: bool = False
    ) -> Any:
        """Bring the result of an action. Called workflows bring theirs within LazyEngine."""
        if wf_action:
            return workflow_execution(action_ex_id)
        return action_calls.complete(self._client, self._projection, action_ex_id, result)

    @in_mistral_words
    def on_action_update(self, action_ex_id: str, state: str, wf_action: bool = False, async_: bool = False) -> Any:
        """Pause an asynchronous action, and its workflow with it, or let both go on."""
        if wf_action:
            return self.pause_workflow(action_ex_id) if states.is_paused(state) else self.resume_workflow(action_ex_id)
        return action_calls.update(self._client, self._projection, action_ex_id, state)

    @in_mistral_words
    def pause_workflow(self, wf_ex_id: str) -> Any:
        """Pause a workflow, and those that it has called."""
        flow_id = flow_of(wf_ex_id)
        before = self._check_change(flow_id, states.PAUSED)
        if not states.is_paused(before):
            self._client.suspend_flow(flow_id)
        return self._written(flow_id)

    @in_mistral_words
    def resume_workflow(self, wf_ex_id: str, env: dict[str, Any] | None = None) -> Any:
        """Let a paused workflow go on, with `env` merged into its environment."""
        flow_id = flow_of(wf_ex_id)
        flow = self._flow(flow_id)
        if states.is_paused_or_idle(flow_state(flow.state)):
            self._client.resume_flow(flow_id, input=changed_input(self._client, flow_id, wf_ex_id, env))
        return self._written(flow_id)

    @in_mistral_words
    def rerun_workflow(
        self, task_ex_id: str, reset: bool = True, skip: bool = False, env: dict[str, Any] | None = None
    ) -> Any:
        """Run a task again that has failed, or skip it; of a list without `reset` the items that have not succeeded."""
        task = task_of(task_ex_id)
        if not states.is_paused(flow_state(self._flow(task.flow_id).state)):
            self._rerun(task.flow_id, task.task_id, task.execution_id, reset, skip, env)
        return self._written(task.flow_id)

    @in_mistral_words
    def stop_workflow(self, wf_ex_id: str, state: str, message: str | None = None) -> Any:
        """End a workflow with SUCCESS, ERROR or CANCELLED; by CANCELLED also those that it has called."""
        flow_id = flow_of(wf_ex_id)
        before = flow_state(self._flow(flow_id).state)
        if states.is_completed(before) and not (state == states.SUCCESS != before):
            return self._written(flow_id)
        self._check_change(flow_id, state)
        stop_workflow(self._client, flow_id, state, message or "")
        # Its output is evaluated by a runner.
        self._await_end(flow_id, _OUTPUT_SECONDS)
        self._projection.write_flow(flow_id)
        note_stop(wf_ex_id, state, message)
        return workflow_execution(wf_ex_id)

    def rollback_workflow(self, wf_ex_id: str) -> Any:
        """Not implemented, as in Mistral."""
        raise NotImplementedError("Mistral does not roll back workflows")

    @in_mistral_words
    def process_action_heartbeats(self, action_ex_ids: Iterable[str]) -> None:
        """Tell that actions are still run by their executors; unknown ids are ignored."""
        action_calls.keep_alive(self._client, action_ex_ids)

    def _rerun(
        self, flow_id: str, task_id: str, execution_id: str, reset: bool, skip: bool, env: dict[str, Any] | None
    ) -> None:
        if not skip:
            items = ItemRetry.ALL_ITEMS if reset else ItemRetry.FAILED_ITEMS
            changed = changed_input(self._client, flow_id, execution_id, env)
            self._client.retry_flow(flow_id, tasks=[task_id], items=items, input=changed)
        elif env:
            raise exceptions.InputException("The environment cannot be changed by skipping a task.")
        else:
            self._client.skip_task(flow_id, task_id)

    def _check_change(self, flow_id: str, state: str) -> str:
        """The state before. Raises WorkflowException where Mistral has no way from there to the other."""
        flow = self._flow(flow_id)
        before = flow_state(flow.state)
        if not states.is_valid_transition(before, state):
            raise exceptions.WorkflowException(
                f"Can't change workflow execution state from {before} to {state}."
                f" [workflow={flow.name}, execution_id={flow_id}]"
            )
        return before

    def _await_end(self, flow_id: str, seconds: float) -> None:
        with suppress(TimeoutError):
            self._client.flow(flow_id).wait(seconds)

    def _flow(self, flow_id: str) -> Flow:
        return self._client.get_flow_details(flow_id).flow

    def _written(self, flow_id: str) -> Any:
        self._projection.write_flow(flow_id)
        return workflow_execution(flow_id)
