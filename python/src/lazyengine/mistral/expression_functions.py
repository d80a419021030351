"""The functions of expressions that look at executions: answered from the flow, where Mistral's own ask its database.

Mistral's evaluators take their functions from one place, which is replaced once in a process, before threads evaluate
anything: Mistral lets others see its root context before it has all functions. Outside of `looking_at` its own ones
answer as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol

import yaql
from mistral.expressions import base, yaql_expression

from lazyengine.mistral.not_supported import NotSupported


class Facts(Protocol):
    """What the functions tell about a flow."""

    def task(self, name: str | None) -> Mapping[str, Any] | None:
        """A task by name, None = the one that is evaluated; None where there is none."""
        ...

    def tasks(
        self, execution_id: str | None, recursive: bool, state: str | None, flat: bool
    ) -> list[Mapping[str, Any]]:
        """The tasks of an execution."""
        ...

    def execution(self) -> Mapping[str, Any]:
        """The execution itself."""
        ...

    def global_variable(self, name: str) -> Any:
        """What was published globally, None where nothing was."""
        ...


_facts: ContextVar[Facts | None] = ContextVar("lazyengine.mistral.facts", default=None)


@contextmanager
def looking_at(facts: Facts) -> Iterator[None]:
    """Within this, expressions of this thread are about the flow that `facts` tells of."""
    token = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(token)


@cache
def install_functions() -> None:
    """Has Mistral's evaluators ask here, in this process, from now on."""
    functions = {**base.get_custom_functions()}
    functions.update(_answering(functions))
    base.get_custom_functions = lambda: functions
    root = yaql.create_context()
    for name, function in functions.items():
        root.register_function(function, name=name)
    yaql_expression.ROOT_YAQL_CONTEXT = root


def _answering(own: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    def task_(context: Any, task_name: Any = None) -> Any:
        facts = _facts.get()
        return own["task"](context, task_name) if facts is None else facts.task(task_name)

    def tasks_(
        context: Any, workflow_execution_id: Any = None, recursive: Any = False, state: Any = None, flat: Any = False
    ) -> Any:
        facts = _facts.get()
        if facts is None:
            return own["tasks"](context, workflow_execution_id, recursive, state, flat)
        return facts.tasks(workflow_execution_id, recursive, state, flat)

    def execution_(context: Any) -> Any:
        facts = _facts.get()
        return own["execution"](context) if facts is None else facts.execution()

    def global_(context: Any, var_name: Any) -> Any:
        facts = _facts.get()
        return own["global"](context, var_name) if facts is None else facts.global_variable(var_name)

    def executions_(context: Any, *filters: Any, **named: Any) -> Any:
        # A workflow whose text has it is not started; texts can be made that do not look like it.
        if _facts.get() is None:
            return own["executions"](context, *filters, **named)
        raise NotSupported("the function executions()", "expressions")

    return {
        "task": task_,
        "tasks": tasks_,
        "execution": execution_,
        "executions": executions_,
        "global": global_,
    }
