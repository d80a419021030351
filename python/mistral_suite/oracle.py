"""Real Mistral in one process, which runs jobs.

Only here: what makes a small workflow quick, namely how often the scheduler looks for work and how often this looks
whether a workflow is done, and what keeps faults of Mistral's from looking like differences.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from mistral import utils
from mistral.expressions import yaql_expression
from mistral.services import actions as action_service
from mistral.services import workbooks, workflows
from mistral_lib import actions as lib

from lazyengine.mistral.expression_parser import parse_one_at_a_time
from lazyengine.mistral.schema_validation import trust_schemas
from mistral_suite.in_context import in_context
from mistral_suite.one_process import Settings, configure, serve
from mistral_suite.oracle_run import OracleRun
from mistral_suite.outcome import Outcome
from mistral_suite.plan import Job, Plan, canonical
from mistral_suite.planned_actions import PlannedActions, PlannedAnswers
from mistral_suite.steps import rest, take

_POLL_SECONDS = 0.1
_SETTINGS: Settings = {
    "scheduler": {"fixed_delay": _POLL_SECONDS},
    # As a job asks: by default every expression of a workbook is parsed, for minutes.
    "api": {"validation_mode": "enabled"},
}


class Oracle:
    """Mistral, running; one of it in a process."""

    def __init__(self) -> None:
        configure(_SETTINGS)
        # A fault of Mistral's that strikes at random on threads, and would show as a difference.
        parse_one_at_a_time()
        trust_schemas()
        # Another one: threads see it before it has all functions.
        yaql_expression.get_yaql_context({})
        _store_sets_in_order()
        self._actions = PlannedActions()
        self._defined: dict[str, str] = {}
        self._one_at_a_time: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        own = action_service.get_system_action_provider()
        action_service._SYSTEM_PROVIDER = lib.CompositeActionProvider("system", [self._actions, own])
        self._server = serve()

    def stop(self) -> None:
        """End its threads."""
        self._server.stop()

    def outcome(self, job: Job) -> Outcome:
        """Run one job to its end, or, with `settle`, to what it is that many seconds after its steps.

        Jobs that are `shared` have the definitions of their workbook in common; they run one after the other.
        """
        if job.get("shared"):
            namespace = f"shared-{job['workbook']}"
            with self._one_at_a_time[namespace]:
                return self._run(job, namespace)
        return self._run(job, job["namespace"])

    def _run(self, job: Job, namespace: str) -> Outcome:
        answers = PlannedAnswers(Plan(job["plan"]), job.get("workbook"))
        self._actions.by_namespace[namespace] = answers
        try:
            with in_context():
                if namespace not in self._defined:
                    self._defined[namespace] = _define(job, namespace)
                name = _full_name(job) or self._defined[namespace]
                running = OracleRun(name, namespace, job, answers)
                take(running, job.get("steps") or ())
                rest(running, job)
                outcome = running.outcome()
                running.leave()
                return outcome
        finally:
            del self._actions.by_namespace[namespace]


def _store_sets_in_order() -> None:
    """Mistral stores a set as a list in whatever order it comes."""
    to_json_str = utils.to_json_str
    utils.to_json_str = lambda value: to_json_str(_in_order(value))


def _in_order(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _in_order(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_in_order(inner) for inner in value), key=canonical)
    return [_in_order(inner) for inner in value] if isinstance(value, list | tuple) else value


def _define(job: Job, namespace: str) -> str:
    """Store the text, as its users do; the name of its first workflow."""
    validate = job.get("validate", True)
    if job.get("workbook"):
        workbooks.create_workbook_v2(job["text"], namespace=namespace, validate=validate)
        return ""
    return str(workflows.create_workflows(job["text"], namespace=namespace, validate=validate)[0].name)


def _full_name(job: Job) -> str | None:
    name: str | None = job.get("workflow")
    return f"{job['workbook']}.{name}" if job.get("workbook") else name
