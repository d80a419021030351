"""What holds for a task of a workflow: its own word, else that of the workflow's task-defaults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mistral import expressions

# Of each that many tasks: a workflow has up to 4,096.
_KNOWN = 8_192

ENGINE_COMMANDS = frozenset({"noop", "fail", "succeed", "pause"})


@dataclass(frozen=True, slots=True)
class Transition:
    """One entry of a clause: where it leads, on what condition, and what an engine command is told."""

    clause: str
    to: str
    guard: Any
    parameters: Any


@lru_cache(_KNOWN)
def transitions(workflow: Any, task: str) -> Sequence[Transition]:
    """The entries of all clauses of a task of a direct workflow: their places are the indexes of the task's edges."""
    return tuple(_transitions(workflow, task))


def _transitions(workflow: Any, task: str) -> Iterator[Transition]:
    # In Mistral's order.
    clauses = {
        "on-success": workflow.get_on_success_clause,
        "on-error": workflow.get_on_error_clause,
        "on-skip": workflow.get_on_skip_clause,
        "on-complete": workflow.get_on_complete_clause,
    }
    for clause, entries in clauses.items():
        for to, guard, parameters in entries(task):
            yield Transition(clause, to, guard, parameters)


def policy(workflow: Any, task: Any, name: str) -> Any:
    """A policy by its name with underscores: None where neither the task nor the defaults have one."""
    defaults = workflow.get_task_defaults()
    for spec in (task.get_policies(), defaults and defaults.get_policies()):
        value = getattr(spec, f"get_{name}")() if spec else None
        if value:
            return value
    return None


def safe_rerun(workflow: Any, task: Any) -> Any:
    """True, False, an expression, or None where nothing was said."""
    own = task.get_safe_rerun()
    defaults = workflow.get_task_defaults()
    return defaults.get_safe_rerun() if own is None and defaults else own


def is_expression(value: Any) -> bool:
    """Whether a value is to be evaluated."""
    return isinstance(value, str) and any(evaluator.is_expression(value) for _, evaluator in expressions._evaluators)


def is_direct(workflow: Any) -> bool:
    """Whether transitions lead from task to task; else tasks require each other."""
    return bool(workflow.get_type() == "direct")


def clause_publishes(task: Any) -> Iterator[Any]:
    """What the clauses of a task of a direct workflow publish, each as its spec object."""
    for clause in (task.get_on_success(), task.get_on_error(), task.get_on_skip(), task.get_on_complete()):
        published = clause.get_publish() if clause else None
        if published is not None:
            yield published


def publishes_globally(workflow: Any) -> bool:
    """Whether a task of the workflow publishes into the global scope."""
    if not is_direct(workflow):
        return False
    return any(published.get_global() for task in workflow.get_tasks() for published in clause_publishes(task))
