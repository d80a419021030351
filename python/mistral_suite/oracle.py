"""Real Mistral in one process: its own engine, scheduler and executor, with SQLite in memory and its transport `fake:/`.

Only here: settings of this process, and what makes a small workflow quick, namely how often the scheduler looks for
work and how often this looks whether a workflow is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from mistral import context as mistral_context
from mistral.db.v2 import api as db
from mistral.engine import engine_server
from mistral.lang import parser
from mistral.rpc import clients
from mistral.services import actions as action_service
from mistral.services import security, workbooks, workflows
from mistral.workflow import data_flow
from mistral_lib import actions as lib
from oslo_config import cfg
from oslo_log import log as logging
from oslo_service import backend

from mistral_suite.order import observed_order
from mistral_suite.outcome import Outcome, TaskRun
from mistral_suite.plan import Job, Plan
from mistral_suite.planned_actions import PlannedActions, PlannedAnswers
from mistral_suite.steps import take, wait_until

_POLL_SECONDS = 0.1
_SETTLE_SECONDS = 1.0
ENDED = ("SUCCESS", "ERROR", "CANCELLED")
_SETTINGS: Mapping[str | None, Mapping[str, Any]] = {
    None: {"transport_url": "fake:/"},
    "database": {"connection": "sqlite://", "max_overflow": -1, "max_pool_size": 1000},
    "executor": {"type": "local"},
    "pecan": {"auth_enable": False},
    "legacy_action_provider": {"only_builtin_actions": True, "load_action_generators": False},
    "scheduler": {"fixed_delay": _POLL_SECONDS},
    # Its timers are no daemons, and would hold the process for five minutes.
    "action_heartbeat": {"check_interval": 0},
}


class Oracle:
    """Mistral, running; one of it in a process."""

    def __init__(self) -> None:
        backend.init_backend(backend.BackendType.THREADING)
        logging.register_options(cfg.CONF)
        cfg.CONF([], project="mistral", default_config_files=[])
        for group, settings in _SETTINGS.items():
            for name, value in settings.items():
                cfg.CONF.set_override(name, value, group=group)
        logging.getLogger("mistral").logger.setLevel("CRITICAL")
        db.setup_db()
        self._actions = PlannedActions()
        own = action_service.get_system_action_provider()
        action_service._SYSTEM_PROVIDER = lib.CompositeActionProvider("system", [self._actions, own])
        self._server = engine_server.get_oslo_service(setup_profiler=False)
        self._server.start()
        self._server.wait_started()

    def stop(self) -> None:
        """End its threads."""
        self._server.stop()

    def outcome(self, job: Job) -> Outcome:
        """Run one job to its end, or, with `settle`, to what it is that many seconds after its steps."""
        answers = PlannedAnswers(Plan(job["plan"]), job.get("workbook"))
        namespace = job["namespace"]
        self._actions.by_namespace[namespace] = answers
        try:
            with in_context():
                name = _define(job, namespace)
                running = _Run(name, namespace, job, answers)
                take(running, job.get("steps") or ())
                running.rest(job)
                return running.outcome()
        finally:
            del self._actions.by_namespace[namespace]


class _Run:
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

    def rest(self, job: Job) -> None:
        """Wait until nothing more is to come."""
        settle = job.get("settle")
        if settle is not None:
            time.sleep(settle)
            return
        until = job.get("until")
        ended = (until,) if until else ENDED
        seconds = float(job.get("timeout", 20.0))
        try:
            wait_until(f"one of {ended}", lambda: self.flow_state() in ended, seconds)
        except AssertionError:
            if not job.get("may_hang"):
                raise
        deadline = time.monotonic() + _SETTLE_SECONDS
        while time.monotonic() < deadline and any(state == "RUNNING" for _, state, _ in self.task_states()):
            time.sleep(0.03)

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
        found: Sequence[Any] = db.get_task_executions(workflow_execution_id=self.id, sort_keys=["created_at"])
        return found


def _define(job: Job, namespace: str) -> str:
    """Store the text, as its users do; gives the name of the workflow to run, without one the first."""
    validate = job.get("validate", True)
    if job.get("workbook"):
        workbooks.create_workbook_v2(job["text"], namespace=namespace, validate=validate)
        return f"{job['workbook']}.{job['workflow']}"
    stored = workflows.create_workflows(job["text"], namespace=namespace, validate=validate)
    return str(job.get("workflow") or stored[0].name)


@contextmanager
def in_context() -> Iterator[None]:
    """Mistral's calls need to know on whose behalf they are."""
    before = mistral_context.ctx() if mistral_context.has_ctx() else None
    mistral_context.set_ctx(
        mistral_context.MistralContext.from_dict(
            {"user_name": "suite", "project_id": security.DEFAULT_PROJECT_ID, "is_admin": True}
        )
    )
    try:
        yield
    finally:
        mistral_context.set_ctx(before)
