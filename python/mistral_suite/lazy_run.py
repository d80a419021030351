"""The same jobs on LazyEngine: a real server, and a runner whose actions answer as planned."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from lazyengine import Client
from lazyengine.enums import FlowView
from lazyengine.errors import LazyEngineError
from lazyengine.mistral import actions
from lazyengine.mistral.action_executions import ActionExecution, action_execution_id, look_up
from lazyengine.mistral.action_task import Answer as PlannedAnswer
from lazyengine.mistral.document import parse
from lazyengine.mistral.library import complete_action, outcome_of, rerun_task, start_workflow, stop_workflow
from lazyengine.mistral.runner import runner
from lazyengine.mistral.task_results import flow_state
from mistral_suite.lazy_callers import Callers
from mistral_suite.order import observed_order
from mistral_suite.outcome import Outcome, TaskRun
from mistral_suite.plan import Answer, Job, Plan
from mistral_suite.steps import rest, take

_LATER_SECONDS = 0.05


class Runners(Protocol):
    """Who does the work."""

    def working_for(self, flow_id: str, answer: PlannedAnswer) -> AbstractContextManager[str]:
        """Within this actions of the flow are answered so; gives the queue that is served."""
        ...


class OwnRunner:
    """A runner in this process, for one flow."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @contextmanager
    def working_for(self, flow_id: str, answer: PlannedAnswer) -> Iterator[str]:
        """With a queue of its own."""
        queue = f"mistral.{flow_id}"
        with runner(self._client, queue=queue, answer=answer):
            yield queue


def lazy_outcome(client: Client, job: Job, runners: Runners | None = None) -> Outcome:
    """Run one job to its end, or, with `settle`, to what it is that many seconds after its steps.

    `runners` do its work; None = one in this process.
    """
    document = parse(job["text"], job.get("validate", True))
    plan = Plan(job["plan"])
    name = job.get("workflow")
    flow_id = str(uuid.uuid4())
    callers = Callers(client)

    def answer(action: str, values: dict[str, Any], execution: ActionExecution) -> tuple[str, Any]:
        if not plan.answers(action):
            return _really(action, values)
        caller = callers.caller(execution.flow_id, execution.task_id) if plan.asks_caller else ""
        return _told(plan.draw(action, values, caller))

    with (runners or OwnRunner(client)).working_for(flow_id, answer) as queue:
        given = {"input": job.get("input"), "params": job.get("params")}
        start_workflow(client, document, name, **given, flow_id=flow_id, queue=queue)
        running = _Run(client, flow_id, plan)
        take(running, job.get("steps") or ())
        rest(running, job)
        found = outcome_of(client, flow_id)
    spec = document.workflow(name)[1]
    tasks = [TaskRun(one.name, one.state, one.runs, dict(one.published), one.result) for one in found.tasks]
    return Outcome(found.state, found.output, tasks, plan.calls(), observed_order(spec, plan.events()))


def _told(answer: Answer) -> tuple[str, Any]:
    if answer.kind == "held":
        return "deferred", None
    if answer.kind == "later":
        time.sleep(_LATER_SECONDS)
        return "success", answer.value
    return answer.kind, answer.value


def _really(action: str, values: Mapping[str, Any]) -> tuple[str, Any]:
    """What Mistral brings along runs for real."""
    made = actions.instantiate(actions.Call(action, values), {})
    result = actions.run(made, False, {}, None)
    if result is None:
        return "deferred", None
    return ("success", result.data) if result.is_success() else ("error", result.error)


class _Run:
    """One flow."""

    def __init__(self, client: Client, flow_id: str, plan: Plan) -> None:
        self._client = client
        self._flow_id = flow_id
        self._plan = plan

    def flow_state(self) -> str:
        return flow_state(self._client.get_flow_details(self._flow_id, view=FlowView.SUMMARY).flow.state)

    def task_states(self) -> Sequence[tuple[str, str, int]]:
        return [(one.name, one.state, one.runs) for one in outcome_of(self._client, self._flow_id).tasks]

    def held(self, action: str) -> bool:
        # Not when it was called: a runner that is killed before it has said so would be followed by no other, where
        # the workflow is paused meanwhile.
        return any(self._executions(action))

    def complete(self, action: str, kind: str, value: Any) -> None:
        execution = next(self._executions(action))
        self._plan.ended(action)
        told = {"success": {"result": value}, "error": {"error": value}, "cancelled": {"is_cancelled": True}}
        complete_action(self._client, execution, **told[kind])

    def pause(self) -> None:
        self._client.suspend_flow(self._flow_id)

    def resume(self, env: Mapping[str, Any] | None) -> None:
        assert env is None, "LazyEngine resumes with the environment that it has"
        self._client.resume_flow(self._flow_id)

    def stop(self, state: str, message: str) -> None:
        stop_workflow(self._client, self._flow_id, state, message)

    def rerun(self, task: str, *, reset: bool, skip: bool) -> None:
        rerun_task(self._client, self._flow_id, task, reset=reset, skip=skip)

    def _executions(self, action: str) -> Iterator[str]:
        """Those of this action that wait, in the flow and in those that it has called, the oldest first."""
        flows = [self._flow_id]
        for flow_id in flows:
            try:
                tasks = list(self._client.iterate_tasks(flow_id, view="FULL"))
            except LazyEngineError as error:
                # A flow that was called is stored after the task that calls it.
                if error.reason != "FLOW_NOT_FOUND" or flow_id == self._flow_id:
                    raise
                continue
            flows.extend(task.child_flow_id for task in tasks if task.child_flow_id)
            for task in sorted(tasks, key=lambda one: one.start_time.timestamp() if one.start_time else 0.0):
                if not task.deferred or task.state.name != "RUNNING":
                    continue
                execution = action_execution_id(flow_id, task.task_id, task.attempt)
                try:
                    if look_up(self._client, execution).action == action:
                        yield execution
                except (LookupError, LazyEngineError):
                    continue
