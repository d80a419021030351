"""Makes the server's definition of a TaskFlow flow: TaskFlow's own compiler says what waits for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from typing import Any

from taskflow import engines
from taskflow.engines.action_engine import compiler

from lazyengine.controller.task_arguments import Argument, SymbolScopes
from lazyengine.controller.task_recipe import take_apart, work_path
from lazyengine.controller.unsupported import UnsupportedFlow, refuse_unsupported
from lazyengine.controller.value_encoding import encode_value
from lazyengine.enums import FailureMode
from lazyengine.flow_spec import FlowSpec, Noop, TaskSpec

#: Of a task: where its function returns None, it stays RUNNING until somebody completes it.
DEFER_NONE_LABEL = "lazyengine.defer_none"
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
    needs = _Needs(compilation)
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


class _Needs:
    """What each task waits for: the tasks before it, seen through the entries and ends of flows.

    Such a node stands for itself, as a no-op, only where it joins several and several wait for it; otherwise those that
    wait for it wait for what it waits for. So a layer of m tasks after one of n takes m + n edges, not m x n.
    """

    def __init__(self, compilation: Any) -> None:
        graph = compilation.execution_graph
        nodes = compilation.hierarchy.dfs_iter(include_self=True)
        self._places = {node.item: place for place, node in enumerate(nodes)}
        self._before: dict[Any, set[Any]] = {}
        joining: set[Any] = set()
        for node in graph.topological_sort():
            before: set[Any] = set()
            for source in graph.predecessors(node):
                stands = source in joining or graph.nodes[source]["kind"] == compiler.TASK
                before |= {source} if stands else self._before[source]
            self._before[node] = before
            if graph.nodes[node]["kind"] in compiler.FLOWS and len(before) > 1 and graph.out_degree(node) > 1:
                joining.add(node)
        taken = set(tasks_of(compilation))
        self.noops = {node: _free_name(node.name, taken) for node in self._in_order(joining)}

    def of(self, node: Any) -> list[str]:
        """The names of the tasks that it waits for."""
        return [self.noops.get(source, source.name) for source in self._in_order(self._before[node])]

    def _in_order(self, nodes: set[Any]) -> list[Any]:
        """As they were added, which is the same in every process; the order of sets of symbols is not."""
        ends = compiler.Terminator
        return sorted(nodes, key=lambda n: (self._places[n.flow], 1) if isinstance(n, ends) else (self._places[n], 0))


def _free_name(name: str, taken: set[str]) -> str:
    """Flows may be called like other flows and like tasks; tasks of a definition may not."""
    candidates = (name if number == 1 else f"{name} ({number})" for number in count(1))
    free = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(free)
    return free
