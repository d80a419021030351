"""Contexts of branches: what is handed on from task to task, and where expressions look things up.

A context is stored as `{"outbound": …, "published": …}`: what the branch knows after the task, with Mistral's versions
of the keys, and what the task itself has published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from mistral.workflow import context_versioning, data_flow
from mistral_lib import utils
from oslo_config import cfg

from lazyengine.mistral.expression_functions import install_functions
from lazyengine.mistral.expression_parser import parse_one_at_a_time
from lazyengine.mistral.flow_input import WorkflowInput

# Here, and not where the package is: that is imported before a program says how Mistral's libraries are to run.
parse_one_at_a_time()
install_functions()

Context = dict[str, Any]


def merged(stored: Iterable[Mapping[str, Any] | None]) -> Context:
    """The contexts that led to a task, merged as Mistral merges them. What is given becomes part of it."""
    present = [one for one in stored if one]
    if not cfg.CONF.context_versioning.enabled:
        context: Context = {}
        published: Context = {}
        for one in present:
            utils.merge_dicts(published, one["published"])
            utils.merge_dicts(context, one["outbound"])
        merged_context: Context = utils.merge_dicts(context, published)
        return merged_context
    if not present:
        return {}
    base: Context = present.pop()["outbound"]
    for one in present:
        for side in (base, one["outbound"]):
            side.setdefault(context_versioning.VERSIONS_KEY, {})
        base = context_versioning.merge_context_by_version(base, one["outbound"])
    return base


def stored(inbound: Mapping[str, Any], published: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a task hands on that was handed this and has published that."""
    task = SimpleNamespace(in_context=dict(inbound), published=dict(published or {}))
    return {"outbound": dict(data_flow.evaluate_task_outbound_context(task)), "published": task.published}


class Scope:
    """Where the expressions about one task, or about a flow, look things up."""

    def __init__(
        self,
        work: WorkflowInput,
        flow_id: str,
        globals_: Mapping[str, Any],
        inbound: Mapping[str, Any],
        task: Mapping[str, Any] | None,
    ) -> None:
        self.work = work
        self.inbound = inbound
        self._task = {"__task_execution": dict(task) if task else None}
        self.workflow_context = {"__execution": {"id": work.execution_id(flow_id)}, **work.vars, **globals_}

    def view(self, extra: Mapping[str, Any] | None = None) -> Any:
        """For what is evaluated before a task runs, and for its policies; `extra` goes before its context."""
        return data_flow.ContextView(
            self._task,
            self.work.env_context,
            dict(extra or {}),
            self.inbound,
            self.workflow_context,
            self.work.input,
        )

    def publish_view(self) -> Any:
        """For what a task publishes."""
        return self._after(self.inbound)

    def outbound_view(self, outbound: Mapping[str, Any]) -> Any:
        """For guards, and for what the flow results in."""
        return self._after(outbound)

    def target_view(self, action_input: Mapping[str, Any]) -> Any:
        """For the target of a task."""
        return data_flow.ContextView(
            action_input, self.inbound, self.work.env_context, self.workflow_context, self.work.input
        )

    def action_view(self) -> Any:
        """For the input of the action that an ad-hoc action is based on."""
        return data_flow.ContextView(self.inbound, self.work.env_context, self.workflow_context)

    def _after(self, context: Mapping[str, Any]) -> Any:
        return data_flow.ContextView(self._task, context, self.work.env_context, self.workflow_context, self.work.input)
