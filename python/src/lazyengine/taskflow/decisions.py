"""Decisions that only the flow's own objects can take: deciders of links, and retry controllers of one's own."""

from __future__ import annotations

from typing import Any

from taskflow import retry as retry_module
from taskflow.engines.action_engine import deciders

from lazyengine.decision import Decision
from lazyengine.enums import Phase, Verdict
from lazyengine.task_values import ReadyTask
from lazyengine.taskflow.engine_definition import EngineDefinition
from lazyengine.taskflow.shadow import Shadow

_VERDICTS = {
    retry_module.RETRY: Verdict.RETRY,
    retry_module.REVERT: Verdict.REVERT,
    retry_module.REVERT_ALL: Verdict.REVERT_ALL,
}


class Decisions:
    """Answers items of kind EVALUATE, by what the storage says at that moment."""

    def __init__(self, runtime: Any, definition: EngineDefinition, shadow: Shadow) -> None:
        self._runtime = runtime
        self._definition = definition
        self._shadow = shadow

    def decide(self, item: ReadyTask) -> Decision:
        """The decision. What the user's code raises is raised."""
        atom = self._definition.atoms[item.name]
        return self._start(atom) if item.phase is Phase.START else self._failure(atom)

    def _start(self, atom: Any) -> Decision:
        """What the deciders say whose links lead to the atom: it runs, or it is ignored, and how many behind it."""
        decider = deciders.IgnoreDecider(atom, self._runtime.fetch_edge_deciders(atom))
        against = decider.tally(self._runtime)
        if not against:
            return Decision()
        affected = _Affected(self._runtime)
        decider.affect(affected, against)
        behind = [self._definition.ids[other.name] for other in affected.atoms if other is not atom]
        return Decision(verdict=Verdict.SKIP, skip=list(dict.fromkeys(behind)))

    def _failure(self, retry: Any) -> Decision:
        atom, failure = self._shadow.undecided[retry.name].pop(0)
        strategy = self._runtime.retry_action.on_failure(retry, atom, failure)
        verdict = _VERDICTS.get(strategy)
        if verdict is None:
            raise ValueError(f"Unknown atom failure resolution action/strategy '{strategy}'")
        if verdict is Verdict.REVERT:
            self._shadow.put_to_controllers(retry, failure)
        return Decision(verdict=verdict)


class _Affected:
    """In place of the runtime where TaskFlow walks to what a decider's depth covers: notes it, changes nothing."""

    def __init__(self, runtime: Any) -> None:
        self.compilation = runtime.compilation
        self.atoms: list[Any] = []

    def reset_atoms(self, atoms: Any, **_state: Any) -> None:
        self.atoms.extend(atoms)
