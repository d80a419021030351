"""One workflow execution of Mistral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mistral.db.v2 import api as db
from mistral.lang import parser
from mistral.rpc import clients
from mistral.workflow import data_flow

from mistral_suite.order import observed_order
from mistral_suite.outcome import Outcome, TaskRun
from mistral_suite.plan import Job
from mistral_suite.planned_actions import PlannedAnswers
from mistral_suite.steps import ENDED


class OracleRun:
    """One workflow execution."""

    def __init__(self, name: str, namespace: str, job: Job, answers: PlannedAnswers) -> None:
        self._engine = clients.get_engine_client()
        self._answers = answers
        params = dict(job.get("params") or {})
        started = self._engine.start_workflow(name, namespace, None, dict(job.get("input") or {}), "", **params)
        self.id: str = started["id"] if isinstance(started, dict) else started.id

    def flow_state(self) -> str:
        with db.transaction(read_only=True):
            state: str = db.get_workflow_execution(self.id).state
            return state

    def task_states(self) -> Sequence[tuple[str, str, int]]:
        with db.transaction(read_only=True):
            return [(one.name, one.state, len(one.executions)) for one in self._tasks()]

    def held(self, action: str) -> bool:
        return self._answers.held(action)

    def complete(self, action: str, kind: str, value: Any) -> None:
        self._answers.complete(action, kind, value)

    def pause(self) -> None:
        self._engine.pause_workflow(self.id)

    def resume(self, env: Mapping[str, Any] | None) -> None:
        self._engine.resume_workflow(self.id, env=env)

    def stop(self, state: str, message: str) -> None:
        self._engine.stop_workflow(self.id, state, message)

    def rerun(self, task: str, *, reset: bool, skip: bool) -> None:
        with db.transaction(read_only=True):
            (found,) = [one.id for one in self._tasks() if one.name == task and one.state == "ERROR"]
        self._engine.rerun_workflow(found, reset=reset, skip=skip)

    def leave(self) -> None:
        """End what goes on, so that it asks for no answer later."""
        if self.flow_state() not in ENDED:
            self._engine.stop_workflow(self.id, "CANCELLED", "left")

    def outcome(self) -> Outcome:
        with db.transaction(read_only=True):
            flow = db.get_workflow_execution(self.id)
            tasks = [
                TaskRun(
                    one.name,
                    one.state,
                    len(one.executions),
                    dict(one.published or {}),
                    data_flow.get_task_execution_result(one),
                )
                for one in self._tasks()
            ]
            spec = parser.get_workflow_spec_by_execution_id(self.id)
            order = observed_order(spec, self._answers.plan.events())
            return Outcome(flow.state, dict(flow.output or {}), tasks, self._answers.plan.calls(), order)

    def _tasks(self) -> Sequence[Any]:
        found: Sequence[Any] = db.get_task_executions(workflow_execution_id=self.id, sort_keys=["created_at", "id"])
        return found
