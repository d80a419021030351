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


def tasks_of(name: str, workflow: Any) -> list[Any]:
    """All tasks but those that have the name of an engine command and are led to: the command is meant then.

    Raises NotSupported where such a task leads on, to tasks which nothing else might begin.
    """
    tasks = list(workflow.get_tasks())
    if not is_direct(workflow):
        return tasks
    commands = [task for task in tasks if task.get_name() in ENGINE_COMMANDS and workflow.find_inbound_task_specs(task)]
    for task in commands:
        if workflow.find_outbound_task_names(task.get_name()):
            where = f"workflow {name!r}, task {task.get_name()!r}"
            raise NotSupported("a task with the name of an engine command that leads on", where)
    return [task for task in tasks if task not in commands]


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
