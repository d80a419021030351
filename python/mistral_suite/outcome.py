"""What became of a workflow, in the same words for both engines, and where two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mistral_suite.plan import canonical, without_ids


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One task execution; `runs`: of its action or workflow, over all items and attempts."""

    name: str
    state: str
    runs: int
    published: Any = None
    result: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`calls`: planned actions by input; `order`: "a<b" where a had ended before b began."""

    state: str
    output: Any
    tasks: list[TaskRun]
    calls: Mapping[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @staticmethod
    def of(data: Mapping[str, Any]) -> Outcome:
        """What `data` gave."""
        return Outcome(**{**data, "tasks": [TaskRun(**task) for task in data["tasks"]]})


def normalized(outcome: Outcome) -> Outcome:
    """Without ids, and without the sentence about a failure that a failed workflow has in its output."""
    output = without_ids(outcome.output)
    if outcome.state in ("ERROR", "CANCELLED") and isinstance(output, Mapping):
        output = {key: value for key, value in output.items() if key != "result"}
    tasks = [
        TaskRun(task.name, task.state, task.runs, without_ids(task.published or {}), _result(task))
        for task in outcome.tasks
    ]
    return Outcome(outcome.state, output or {}, sorted(tasks, key=_place), outcome.calls, sorted(outcome.order))


def differences(ours: Outcome, theirs: Outcome) -> dict[str, str]:
    """Where two outcomes differ, by place: `state`, `output`, `tasks.a.runs`, `tasks.a#2.result`, `calls`, `order`."""
    flat, other = dict(_places(normalized(ours))), dict(_places(normalized(theirs)))
    return {
        place: f"{flat.get(place, 'nothing')} != {other.get(place, 'nothing')}"
        for place in sorted({*flat, *other})
        if flat.get(place) != other.get(place)
    }


def _result(task: TaskRun) -> Any:
    """What neither ended nor was done has no result; Mistral tells nothing by an empty list."""
    result = without_ids(task.result)
    return None if result == [] and task.state != "SUCCESS" else result


def _place(task: TaskRun) -> tuple[str, str, int, str]:
    return task.name, task.state, task.runs, canonical([task.published, task.result])


def _places(outcome: Outcome) -> Iterator[tuple[str, str]]:
    yield "state", outcome.state
    yield "output", canonical(outcome.output)
    yield "calls", canonical(outcome.calls)
    yield "order", canonical(outcome.order)
    seen: dict[str, int] = {}
    for task in outcome.tasks:
        seen[task.name] = seen.get(task.name, 0) + 1
        place = f"tasks.{task.name}" + (f"#{seen[task.name]}" if seen[task.name] > 1 else "")
        yield f"{place}.state", task.state
        yield f"{place}.runs", str(task.runs)
        yield f"{place}.published", canonical(task.published)
        yield f"{place}.result", canonical(task.result)
