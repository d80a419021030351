"""Decisions that only the flow's own objects can take: deciders of links, and retry controllers of one's own."""

from __future__ import annotations

from typing import Any

from taskflow import deciders as depths
from taskflow.engines.action_engine import deciders

from lazyengine.decision import Decision
from lazyengine.enums import Phase, Verdict
from lazyengine.task_values import ReadyTask
from lazyengine.taskflow.engine_definition import EngineDefinition
from lazyengine.taskflow.ignored_atoms import ignored_with
from lazyengine.taskflow.shadow import Shadow
from lazyengine.taskflow.worker_decisions import verdict_of


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
        behind = ignored_with(self._runtime, atom, depths.pick_widest(edge.depth for edge in against))
        return Decision(verdict=Verdict.SKIP, skip=[self._definition.ids[other.name] for other in behind])

    def _failure(self, retry: Any) -> Decision:
        atom, failure = self._shadow.undecided[retry.name].pop(0)
        verdict = verdict_of(self._runtime.retry_action.on_failure(retry, atom, failure))
        if verdict is Verdict.REVERT:
            self._shadow.put_to_controllers(retry, failure)
        return Decision(verdict=verdict)
