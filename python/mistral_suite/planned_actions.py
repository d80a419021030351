"""The actions of a plan, for Mistral: any name is an action, answered as planned."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

from mistral.rpc import clients
from mistral_lib import actions as lib

from mistral_suite.in_context import in_context
from mistral_suite.oracle_callers import caller_of
from mistral_suite.plan import Answer, Plan

_LATER_SECONDS = 0.05


class PlannedAnswers:
    """The plan of one workflow, and the calls that wait for their result."""

    def __init__(self, plan: Plan, workbook: str | None) -> None:
        self.plan = plan
        self._workbook = workbook
        self._held: dict[str, deque[str]] = defaultdict(deque)

    def answers(self, action: str) -> bool:
        """Whether this is an action of the plan. What a workbook names with its own name is its own."""
        own = self._workbook is not None and action.startswith(f"{self._workbook}.")
        return not own and self.plan.answers(action)

    def hold(self, action: str, execution: str) -> None:
        """A call of the action waits."""
        self._held[action].append(execution)

    def held(self, action: str) -> bool:
        """Whether one waits."""
        return bool(self._held[action])

    def complete(self, action: str, kind: str, value: Any) -> None:
        """Give the one that has waited longest its result."""
        execution = self._held[action].popleft()
        self.plan.ended(action)
        _tell(execution, kind, value)


class PlannedActions(lib.ActionProvider):  # type: ignore[misc]
    """Mistral asks for an action by name and namespace; every workflow runs in a namespace of its own."""

    def __init__(self) -> None:
        super().__init__("planned")
        self.by_namespace: dict[str, PlannedAnswers] = {}

    def find(self, action_name: str, namespace: str | None = None) -> Any:
        """A descriptor for any name that the plan answers."""
        answers = self.by_namespace.get(namespace or "")
        return _Descriptor(action_name, answers) if answers is not None and answers.answers(action_name) else None

    def find_all(self, namespace: str | None = None, **_: Any) -> list[Any]:
        """What there may be cannot be listed."""
        return []


class _Descriptor(lib.ActionDescriptor):  # type: ignore[misc]
    description = ""
    params_spec = ""
    namespace = ""
    project_id = None
    scope = None
    action_class_name = None
    action_class_attributes = None
    name = ""

    def __init__(self, name: str, answers: PlannedAnswers) -> None:
        self.name = name
        self._answers = answers

    def check_parameters(self, params: Mapping[str, Any]) -> None:
        """Any input is right."""

    def instantiate(self, params: Mapping[str, Any], wf_ctx: Any) -> Any:
        """The call."""
        return _Call(self.name, params, self._answers)

    def post_process_result(self, result: Any) -> Any:
        """The result as it is."""
        return result


class _Call(lib.Action):  # type: ignore[misc]
    def __init__(self, name: str, values: Mapping[str, Any], answers: PlannedAnswers) -> None:
        self._name = name
        self._values = dict(values)
        self._answers = answers

    def is_sync(self) -> bool:
        """Mistral asks before it knows the answer; so where one may come later, all of them come from outside."""
        return not self._answers.plan.may_defer(self._name)

    def run(self, context: Any) -> Any:
        """The answer."""
        execution = context.execution.action_execution_id
        plan = self._answers.plan
        answer = plan.draw(self._name, self._values, caller_of(execution) if plan.asks_caller else "")
        if answer.kind == "held":
            self._answers.hold(self._name, execution)
            return None
        if self.is_sync() or answer.kind == "error":
            return _result(answer)
        delay = _LATER_SECONDS if answer.kind == "later" else 0.0
        threading.Timer(delay, _tell, (execution, "success", answer.value)).start()
        return None


def _result(answer: Answer) -> Any:
    return lib.Result(error=answer.value) if answer.kind == "error" else lib.Result(data=answer.value)


def _tell(execution: str, kind: str, value: Any) -> None:
    result = {
        "success": lambda: lib.Result(data=value),
        "error": lambda: lib.Result(error=value),
        "cancelled": lambda: lib.Result(error=value, cancel=True),
    }[kind]()
    with in_context():
        clients.get_engine_client().on_action_complete(execution, result)
