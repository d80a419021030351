"""Makes the server's definition of a TaskFlow flow: TaskFlow's own compiler says what waits for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from taskflow import engines
from taskflow.engines.action_engine import compiler

from lazyengine.enums import FailureMode
from lazyengine.flow_spec import FlowSpec, Noop, TaskSpec
from lazyengine.taskflow.atom_handler import DEFER_NONE_LABEL
from lazyengine.taskflow.graph_needs import Needs
from lazyengine.taskflow.task_arguments import Argument, SymbolScopes
from lazyengine.taskflow.task_recipe import take_apart, work_path
from lazyengine.taskflow.unsupported import UnsupportedFlow, refuse_unsupported
from lazyengine.taskflow.value_encoding import encode_value

#: Of a task: the version of the TaskFlow task that it was made from.
VERSION_LABEL = "taskflow.version"


def compile_flow(flow: Any, store: Mapping[str, Any]) -> Any:
    """TaskFlow's compilation of a flow or of a single task, checked as TaskFlow checks it before a run.

    Raises what TaskFlow raises (TypeError, ValueError, Duplicate, MissingDependencies), and UnsupportedFlow.
    """
    engine = engines.load(flow, store=dict(store), engine="serial")
    engine.compile()
    refuse_unsupported(engine.compilation)
    engine.prepare()
    engine.validate()
    return engine.compilation


def tasks_of(compilation: Any) -> dict[str, Any]:
    """The task objects by name, in the order in which they were added."""
    nodes = compilation.hierarchy.dfs_iter(include_self=True)
    return {node.item.name: node.item for node in nodes if node.metadata["kind"] == compiler.TASK}


def flow_definition(compilation: Any, store: Mapping[str, Any], *, queue: str, portable: bool) -> FlowSpec:
    """The definition: a task for each task, in the order in which they were added, and no-ops where flows begin or end
    that many tasks lead into and out of.

    With `portable` a task that a worker could not make anew is refused; otherwise it is left to the process that has
    the object.
    """
    needs = Needs(compilation)
    symbols = SymbolScopes(compilation)
    spec = FlowSpec(compilation.hierarchy.item.name, failure_mode=FailureMode.STOP)
    for task in tasks_of(compilation).values():
        spec.tasks.append(_task(task, symbols.arguments(task, store), needs.of(task), store, queue, portable))
    for node, name in needs.noops.items():
        spec.tasks.append(TaskSpec(name, noop=Noop(), depends_on=needs.of(node)))
    return spec


def _task(
    task: Any, arguments: list[Argument], depends_on: list[str], store: Mapping[str, Any], queue: str, portable: bool
) -> TaskSpec:
    work: dict[str, Any] = {"task": _recipe(task, portable), "arguments": [asdict(argument) for argument in arguments]}
    return TaskSpec(
        task.name,
        type=work_path(task),
        queue=queue,
        input=encode_value(work),
        depends_on=depends_on,
        reads=list(dict.fromkeys(provider for argument in arguments for provider, _ in argument.places)),
        needs_flow_input=any(not argument.places and argument.symbol in store for argument in arguments),
        priority=task.priority,
        labels={DEFER_NONE_LABEL: "true", VERSION_LABEL: _version(task.version)},
    )


def _recipe(task: Any, portable: bool) -> dict[str, Any] | None:
    try:
        return take_apart(task)
    except UnsupportedFlow:
        if portable:
            raise
        return None


def _version(version: Any) -> str:
    return ".".join(str(part) for part in version) if isinstance(version, list | tuple) else str(version)
