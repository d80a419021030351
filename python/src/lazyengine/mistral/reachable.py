"""Which tasks of a workflow are run, and what of it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mistral import exceptions

from lazyengine.mistral.not_supported import NotSupported
from lazyengine.mistral.task_rules import ENGINE_COMMANDS, clause_publishes, is_direct

# Functions of expressions that look for other executions than their own.
_FOREIGN = re.compile(r"\bexecutions\s*\(")


def all_tasks(workflow: Any) -> list[Any]:
    """The tasks of a workflow, but for those that Mistral never runs: where a clause names one as an engine command."""
    tasks = list(workflow.get_tasks())
    if not is_direct(workflow):
        return tasks
    hidden = {task.get_name() for task in tasks if task.get_name() in ENGINE_COMMANDS}
    return [task for task in tasks if task.get_name() not in hidden or not workflow.has_inbound_transitions(task)]


def reachable_tasks(workflow: Any, target: str) -> list[Any]:
    """Of a reverse workflow the task that is asked for and all that it requires, in the order of the text.

    Raises WorkflowException, as Mistral does, where there is no such task.
    """
    tasks = workflow.get_tasks()
    if tasks.get(target) is None:
        raise exceptions.WorkflowException(f"Invalid task name [task_name={target}]")
    wanted, found = [target], {target}
    for name in wanted:
        for required in workflow.get_task_requires(tasks[name]):
            if required not in found:
                found.add(required)
                wanted.append(required)
    return [task for task in tasks if task.get_name() in found]


def refuse_unsupported(name: str, workflow: Any) -> None:
    """Raise NotSupported for the first thing of a workflow that has no counterpart here."""
    where = f"workflow {name!r}"
    for text in _texts(workflow.to_dict()):
        if _FOREIGN.search(text) and ("<%" in text or "{{" in text or "{%" in text):
            raise NotSupported("the function executions() in expressions", where)
    if not is_direct(workflow):
        return
    for task in workflow.get_tasks():
        if any(published.get_atomic() for published in clause_publishes(task)):
            raise NotSupported("publish in the atomic scope", f"{where}, task {task.get_name()!r}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
