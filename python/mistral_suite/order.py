"""Order constraints of a workflow: which task may only begin when which other has ended, and whether it was so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def observed_order(spec: Any, events: Sequence[tuple[str, str]]) -> list[str]:
    """ "a<b" for each constraint between tasks that have each an action of their own and that both ran, if it held."""
    actions = _own_actions(spec)
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for at, (action, event) in enumerate(events):
        if event == "start":
            first.setdefault(action, at)
        else:
            last[action] = at
    return [
        f"{before}<{after}"
        for before, after in sorted(set(_constraints(spec)))
        if before in actions
        and after in actions
        and last.get(actions[before], len(events)) < first.get(actions[after], -1)
    ]


def _own_actions(spec: Any) -> Mapping[str, str]:
    """The action of each task that shares it with no other."""
    names = {task.get_name(): task.get_action_name() for task in spec.get_tasks()}
    shared = Counter(names.values())
    return {task: action for task, action in names.items() if action and "<%" not in action and shared[action] == 1}


def _constraints(spec: Any) -> Iterator[tuple[str, str]]:
    if spec.get_type() == "reverse":
        for task in spec.get_tasks():
            for required in spec.get_task_requires(task):
                yield required, task.get_name()
        return
    inbound = {task.get_name(): _inbound(spec, task) for task in spec.get_tasks()}
    for task in spec.get_tasks():
        name = task.get_name()
        waits = task.get_join() == "all" or len(inbound[name]) == 1
        for before in inbound[name] if waits else ():
            if _runs_once(spec, before, inbound) and not _leads_to(name, before, inbound):
                yield before, name


def _inbound(spec: Any, task: Any) -> list[str]:
    return [before.get_name() for before in spec.find_inbound_task_specs(task)]


def _runs_once(spec: Any, name: str, inbound: Mapping[str, list[str]]) -> bool:
    return len(inbound[name]) <= 1 or spec.get_tasks()[name].get_join() is not None


def _leads_to(name: str, target: str, inbound: Mapping[str, list[str]]) -> bool:
    """Whether a way leads from one task to another."""
    seen: set[str] = set()
    left = [target]
    while left:
        for before in inbound[left.pop()]:
            if before == name:
                return True
            if before not in seen:
                seen.add(before)
                left.append(before)
    return False
