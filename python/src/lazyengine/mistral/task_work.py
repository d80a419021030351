"""A work item about a task of a workflow, with all that its expressions look at."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mistral import exceptions, expressions
from mistral_lib import utils

from lazyengine.client import Client
from lazyengine.enums import FlowView
from lazyengine.mistral import contexts
from lazyengine.mistral.expression_functions import looking_at
from lazyengine.mistral.flow_facts import CurrentTask, FlowFacts
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.task_rules import policy
from lazyengine.task import Task

_KINDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "integer": (
        "an integer of at least 0",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    ),
    "boolean": ("a boolean", lambda value: isinstance(value, bool)),
}


class TaskWork:
    """One item. `workflow` and `spec` are Mistral's spec objects of the workflow and of the task."""

    def __init__(self, client: Client, item: Task) -> None:
        self.client = client
        self.item = item
        self.work = WorkflowInput.of(item.flow_input)
        self.workflow = self.work.spec
        self.spec = self.workflow.get_tasks()[item.name]
        self.memo: Mapping[str, Any] = item.memo or {}
        self.inbound = self.memo["inbound"] if "inbound" in self.memo else inbound_of(client, item)
        self.current = CurrentTask(item.task_id, item.name)
        self.task_execution = self.current.execution(item.flow_id)
        self.scope = contexts.Scope(self.work, item.flow_id, item.globals, self.inbound, self.task_execution)

    @contextmanager
    def evaluating(self) -> Iterator[None]:
        """Within this, expressions are about the item's flow and task."""
        with looking_at(FlowFacts(self.client, self.item.flow_id, self.scope, self.current)):
            yield

    def evaluate(self, value: Any, extra: Mapping[str, Any] | None = None) -> Any:
        """A value with its expressions evaluated; `extra` is looked up before the task's context."""
        return expressions.evaluate_recursively(value, self.scope.view(extra))

    def policy(self, name: str, kind: str) -> Any:
        """A policy of the task, evaluated, None where it has none. Raises InvalidModelException for a wrong type."""
        value = policy(self.workflow, self.spec, name)
        return None if value is None else self.checked(value, kind, name)

    def checked(self, value: Any, kind: str, name: str) -> Any:
        """A value of a policy, evaluated."""
        evaluated = expressions.evaluate_recursively(value, self.scope.view())
        expected, is_of_kind = _KINDS[kind]
        if not is_of_kind(evaluated):
            raise exceptions.InvalidModelException(f"Invalid value of {name}: expected {expected}, got {evaluated!r}")
        return evaluated

    def action_input(self, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The input of the task's action or workflow. Raises InputException where it is no mapping."""
        spec = self.spec.get_input()
        values = self.evaluate(spec, extra) if spec else {}
        if not isinstance(values, dict):
            raise exceptions.InputException(
                f"Wrong dynamic input for task: {self.item.name}. Dict type is expected. Actual type: {type(values)}."
                f" Actual value: {values}"
            )
        action = self.spec.get_action_name()
        defaults = self.work.env.get("__actions", {}).get(action, {}) if action else {}
        merged: dict[str, Any] = utils.merge_dicts(values, defaults, overwrite=False)
        return merged

    def action_name(self) -> str:
        """The action, where it is told by an expression as that says."""
        return str(self.evaluate(self.spec.get_action_name() or "") or "std.noop")

    def item_inputs(self) -> list[dict[str, Any]]:
        """The input for each of the items. Raises InputException where the lists are none, or not equally long."""
        lists: dict[str, list[Any]] = {}
        evaluated = self.evaluate(self.spec.get_with_items())
        for name, values in evaluated.items():
            try:
                lists[name] = list(values)
            except TypeError:
                raise exceptions.InputException(
                    f"Wrong input format for: {name}. Iterable type is expected for each value."
                ) from None
        if len({len(values) for values in lists.values()}) > 1:
            raise exceptions.InputException(
                f"Wrong input format for: {evaluated}. All arrays must have the same length."
            )
        rows = [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
        # As in Mistral, what the context has of the same name goes before the item.
        return [self.action_input(utils.merge_dicts(copy.deepcopy(row), self.inbound)) for row in rows]


def inbound_of(client: Client, item: Task) -> contexts.Context:
    """What an item was handed, merged. What is left out of it, or was never put together, is read."""
    stored = [
        cause.context if cause.context is not None else _read_context(client, item.flow_id, cause.task_id)
        for cause in item.causes
    ]
    return contexts.merged(stored)


def _read_context(client: Client, flow_id: str, task_id: str) -> Mapping[str, Any] | None:
    """What a task hands on: its own context, else what it was handed itself."""
    tasks = client.get_flow_details(flow_id, view=FlowView.FULL, task_ids=[task_id]).tasks
    if not tasks:
        return None
    if tasks[0].context is not None:
        context: Mapping[str, Any] = tasks[0].context
        return context
    handed = [_read_context(client, flow_id, cause.task_id) for cause in tasks[0].causes]
    return contexts.stored(contexts.merged(handed), {}) if any(handed) else None
