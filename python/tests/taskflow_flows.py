"""TaskFlow flows drawn at random, and all that an engine tells its listeners of a run."""

from __future__ import annotations

from random import Random
from typing import Any

from taskflow import engines, retry, states, task
from taskflow.patterns import linear_flow
from taskflow.types import failure

_ANSWERS = (retry.RETRY, retry.REVERT, retry.REVERT_ALL)


class Step(task.Task):  # type: ignore[misc]
    """Fails so many times, then returns how often it was called; its revert may fail, too."""

    def __init__(self, name: str, fails: int = 0, *, revert_fails: bool = False) -> None:
        super().__init__(name)
        self.fails = fails
        self.revert_fails = revert_fails
        self.calls = 0

    def execute(self) -> int:
        self.calls += 1
        if self.calls <= self.fails:
            raise RuntimeError(self.name)
        return self.calls

    def revert(self, result: Any, flow_failures: dict[str, Any], **_: Any) -> tuple[Any, ...]:
        if self.revert_fails:
            raise ValueError(f"the revert of {self.name}")
        return ("undone", isinstance(result, failure.Failure), tuple(sorted(flow_failures)))


class Answers(retry.Retry):  # type: ignore[misc]
    """A controller of one's own: gives its answers one after the other, the last one again and again."""

    def __init__(self, name: str, answers: list[str]) -> None:
        super().__init__(name)
        self.answers = answers

    def execute(self, history: Any, **_: Any) -> int:
        return len(history)

    def on_failure(self, history: Any, **_: Any) -> str:
        return self.answers[min(len(history), len(self.answers)) - 1]

    def revert(self, history: Any, **_: Any) -> int:
        return len(history)


def random_flow(rng: Random) -> Any:
    """Linear flows within each other, with controllers of all kinds; at most one of the tasks fails, perhaps again."""
    names = iter(range(1, 1_000))
    may_fail = [True]

    def step() -> Step:
        fails = rng.choice([1, 1, 2, 9]) if may_fail[0] and rng.random() < 0.3 else 0
        may_fail[0] = may_fail[0] and fails == 0
        return Step(f"task{next(names)}", fails, revert_fails=rng.random() < 0.04)

    def flow(depth: int) -> Any:
        made = linear_flow.Flow(f"flow{next(names)}", _controller(rng, f"retry{next(names)}"))
        for _ in range(rng.choice([1, 2, 2, 3])):
            made.add(flow(depth - 1) if depth > 0 and rng.random() < 0.4 else step())
        return made

    return flow(2)


def _controller(rng: Random, name: str) -> Any:
    all_of_it = rng.random() < 0.3
    kind = rng.choice(["none", "none", "revert", "revert_all", "times", "times", "for_each", "own"])
    if kind == "revert":
        return retry.AlwaysRevert(name)
    if kind == "revert_all":
        return retry.AlwaysRevertAll(name)
    if kind == "times":
        return retry.Times(rng.choice([1, 2, 3]), name, revert_all=all_of_it)
    if kind == "for_each":
        return retry.ForEach([1, 2][: rng.choice([1, 2])], name, revert_all=all_of_it)
    return Answers(name, [*rng.choices(_ANSWERS, k=2), rng.choice(_ANSWERS[1:])]) if kind == "own" else None


def told_by(flow: Any, engine: str, suspends: Random | None = None, **options: Any) -> list[Any]:
    """All notifications of a run in their order, then what it raised, and where the flow and its atoms stand.

    With `suspends` a listener suspends it here and there, and it is run again until it has ended.
    """
    told: list[Any] = []
    until = [0 if suspends is None else suspends.randrange(1, 12)]

    def listen(state: str, details: dict[str, Any]) -> None:
        name = details.get("task_name") or details.get("retry_name") or "the flow"
        told.append((name, state, details["old_state"], str(details.get("result"))))
        until[0] -= name != "the flow"
        if until[0] == 0 and suspends is not None:
            until[0] = suspends.randrange(1, 12)
            made.suspend()

    made = engines.load(flow, engine=engine, **options)
    made.notifier.register("*", listen)
    made.atom_notifier.register("*", listen)
    try:
        made.run()
        while made.storage.get_flow_state() == states.SUSPENDED:
            made.run()
    except Exception as error:
        told.append((type(error).__name__, str(error)))
    told.append(made.storage.get_flow_state())
    told.append(sorted((atom.name, atom.state, atom.intention) for atom in made.storage._flowdetail))
    return told
