"""Where the arguments of a task come from: found as TaskFlow finds them, when the definition is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taskflow import exceptions
from taskflow.engines.action_engine import compiler, scopes

# What taking a part out of a result raises that is not as its task's `provides` says.
_NO_SUCH_PART = (IndexError, KeyError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: the symbol it is bound to and, in the order of preference, which results it may be in and where.

    Of a place the index is None for the whole result, else a position or a key. Without any place the value is
    injected, or in the store.
    """

    name: str
    symbol: str
    places: Sequence[Sequence[Any]] = ()


class SymbolScopes:
    """Which tasks and retry controllers provide which symbols, and which of them each of them can see."""

    def __init__(self, compilation: Any) -> None:
        self._compilation = compilation
        self._places: dict[str, dict[str, Any]] = {}
        for node in compilation.hierarchy.dfs_iter(include_self=True):
            if node.metadata["kind"] in compiler.ATOMS:
                for symbol, index in node.item.save_as.items():
                    self._places.setdefault(symbol, {})[node.item.name] = index

    def arguments(self, task: Any, store: Mapping[str, Any], rebind: Mapping[str, str] | None = None) -> list[Argument]:
        """The arguments of `execute`, or, with the task's `revert_rebind`, those of `revert`.

        Injected values go before the store, that before results of tasks. Of the scopes around a task the innermost one
        counts that has a provider; within it the latest one. An optional argument that nobody provides in sight is left
        out.
        """
        bound: list[Argument] = []
        walker = None
        for name, symbol in (task.rebind if rebind is None else rebind).items():
            if symbol in (task.inject or ()) or symbol in store:
                bound.append(Argument(name, symbol))
                continue
            providers = self._places.get(symbol)
            if providers is not None:
                walker = walker or scopes.ScopeWalker(self._compilation, task, names_only=True)
                seen = next((names for names in walker if not providers.keys().isdisjoint(names)), ())
                places = [[provider, providers[provider]] for provider in seen if provider in providers]
                if places:
                    bound.append(Argument(name, symbol, places))
        return bound


def argument_values(
    arguments: Sequence[Argument],
    *,
    inject: Mapping[str, Any],
    store: Mapping[str, Any],
    results: Mapping[str, Any],
) -> dict[str, Any]:
    """The values that `execute` is called with. Raises TaskFlow's NotFound where no result has the part that is due."""
    values: dict[str, Any] = {}
    for argument in arguments:
        if argument.symbol in inject:
            values[argument.name] = inject[argument.symbol]
        elif argument.symbol in store:
            values[argument.name] = store[argument.symbol]
        else:
            values[argument.name] = _from_results(argument, results)
    return values


def _from_results(argument: Argument, results: Mapping[str, Any]) -> Any:
    for task, index in argument.places:
        try:
            return results[task] if index is None else results[task][index]
        except _NO_SUCH_PART:
            continue
    places = ", ".join(f"{task} at {index!r}" for task, index in argument.places) or "no task"
    raise exceptions.NotFound(
        f"argument {argument.name!r}: {argument.symbol!r} is not in the results of those that provide it: {places}"
    )
