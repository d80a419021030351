"""Decisions that workers take: by retry controllers and deciders that they can import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from taskflow import deciders as depths
from taskflow import retry as retry_module

from lazyengine.decision import Decision
from lazyengine.enums import Phase, Verdict
from lazyengine.task import Task
from lazyengine.taskflow.atom_handler import ObjectFor, arguments_of, atom_of, history_of
from lazyengine.taskflow.value_encoding import decode_value

VERDICTS: Mapping[str, Verdict] = {
    retry_module.RETRY: Verdict.RETRY,
    retry_module.REVERT: Verdict.REVERT,
    retry_module.REVERT_ALL: Verdict.REVERT_ALL,
}


def verdict_of(strategy: Any) -> Verdict:
    """What a retry controller's answer is to the server. Raises ValueError, as TaskFlow does, for any other."""
    verdict = VERDICTS.get(strategy)
    if verdict is None:
        raise ValueError(f"Unknown atom failure resolution action/strategy '{strategy}'")
    return verdict


def decide(task: Task, object_for: ObjectFor, resolve: Callable[[str], Any]) -> Decision:
    """The decision of a flow that was left to workers. What the flow's code raises is raised, and fails the flow."""
    if task.phase is Phase.START:
        return _start(task, resolve)
    retry = atom_of(task, object_for)
    return Decision(verdict=verdict_of(retry.on_failure(**arguments_of(task, retry), history=history_of(task))))


def _start(task: Task, resolve: Callable[[str], Any]) -> Decision:
    """As TaskFlow counts the votes: what was ignored has none, of those against it the widest depth counts."""
    work = decode_value(task.input)
    results = {name: decode_value(result) for name, result in task.dependency_results.items()}
    history = {d["source"]: results[d["task_id"]] for d in work["deciders"] if d["task_id"] in results}
    against = []
    for decider in work["deciders"]:
        votes = decider["task_id"] is None or decider["source"] in history
        if votes and not resolve(decider["decide"])(history=history):
            against.append(depths.Depth.translate(decider["depth"]))
    if not against:
        return Decision()
    widest = depths.pick_widest(against)
    return Decision(verdict=Verdict.SKIP, skip=work["behind"][widest.name])
