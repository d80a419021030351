"""What a worker needs to know of an atom: how to make it anew, where its arguments are, what its deciders are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from taskflow.engines.action_engine import compiler

from lazyengine.taskflow.ignored_atoms import ignored_with
from lazyengine.taskflow.import_path import importable_path
from lazyengine.taskflow.task_arguments import Argument, SymbolScopes
from lazyengine.taskflow.task_recipe import take_apart


@dataclass(frozen=True, slots=True)
class PortableWork:
    """The input of a task, the tasks whose results it reads, and whether it reads the flow's input."""

    input: dict[str, Any]
    reads: list[str]
    needs_flow_input: bool


class PortableFlow:
    """Makes the work of a flow's atoms portable. Raises UnsupportedFlow for what cannot travel, naming it."""

    def __init__(self, runtime: Any, ids: Mapping[str, str], store: Mapping[str, Any]) -> None:
        self._runtime = runtime
        self._ids = ids
        self._store = store
        self._symbols = SymbolScopes(runtime.compilation)

    def work_of(self, atom: Any) -> PortableWork:
        """Its recipe, with where the arguments of `execute` and `revert` come from."""
        execute = self._arguments(atom, atom.rebind)
        revert = self._arguments(atom, atom.revert_rebind)
        work: dict[str, Any] = {
            "task": take_apart(atom),
            "arguments": [asdict(argument) for argument in execute],
            "revert_arguments": [asdict(argument) for argument in revert],
        }
        reads = [task_id for argument in (*execute, *revert) for task_id, _ in argument.places]
        votes = self._votes(atom)
        if votes:
            work["deciders"], work["behind"] = votes, self._behind(atom)
            reads += [vote["task_id"] for vote in votes if vote["task_id"]]
        stored = any(not a.places and a.symbol in self._store for a in (*execute, *revert))
        return PortableWork(work, list(dict.fromkeys(reads)), stored)

    def _arguments(self, atom: Any, rebind: Mapping[str, str]) -> list[Argument]:
        """By name: TaskFlow has them in an order that differs from process to process."""
        found = sorted(self._symbols.arguments(atom, self._store, rebind), key=lambda argument: argument.name)
        return [replace(one, places=[[self._ids[name], index] for name, index in one.places]) for one in found]

    def _votes(self, atom: Any) -> list[dict[str, Any]]:
        return [
            {
                "source": edge.from_node.name,
                # The end of a flow votes, and has no result.
                "task_id": self._ids[edge.from_node.name] if edge.kind in compiler.ATOMS else None,
                "decide": importable_path(edge.decider, f"the decider of a link to {atom.name!r}"),
                "depth": edge.depth.name,
            }
            for edge in self._runtime.fetch_edge_deciders(atom)
        ]

    def _behind(self, atom: Any) -> dict[str, list[str]]:
        """By depth what is ignored with the atom."""
        depths = {edge.depth for edge in self._runtime.fetch_edge_deciders(atom)}
        return {
            depth.name: [self._ids[other.name] for other in ignored_with(self._runtime, atom, depth)]
            for depth in sorted(depths, key=lambda depth: str(depth.name))
        }
