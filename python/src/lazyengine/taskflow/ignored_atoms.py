"""What is ignored with an atom that a decider is against, by TaskFlow's own walk over the flow."""

from __future__ import annotations

from typing import Any

from taskflow.engines.action_engine import deciders


def ignored_with(runtime: Any, atom: Any, depth: Any) -> list[Any]:
    """The atoms behind this one that the decider's depth covers, without the atom itself, each once."""
    noted = _Noted(runtime)
    deciders.IgnoreDecider._depth_strategies[depth](atom, noted)
    return list(dict.fromkeys(other for other in noted.atoms if other is not atom))


class _Noted:
    """In place of the runtime, for a walk that would change the storage: what it came to is noted instead."""

    def __init__(self, runtime: Any) -> None:
        self.compilation = runtime.compilation
        self.atoms: list[Any] = []

    def reset_atoms(self, atoms: Any, **_state: Any) -> None:
        """Note them."""
        self.atoms.extend(atoms)
