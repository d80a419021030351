"""What waits for what in a compiled flow, seen through the nodes that stand for the entries and ends of flows."""

from __future__ import annotations

from itertools import count
from typing import Any

from taskflow.engines.action_engine import compiler


class Needs:
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
                stands = source in joining or graph.nodes[source]["kind"] in compiler.ATOMS
                before |= {source} if stands else self._before[source]
            self._before[node] = before
            if graph.nodes[node]["kind"] in compiler.FLOWS and len(before) > 1 and graph.out_degree(node) > 1:
                joining.add(node)
        taken = {node.name for node in graph if graph.nodes[node]["kind"] in compiler.ATOMS}
        #: The names of the no-ops that stand for entries and ends of flows.
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
