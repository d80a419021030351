"""A module of TaskFlow tasks and flows as a user has one: workers and other processes import it."""

from __future__ import annotations

import os
from typing import Any

from taskflow import task
from taskflow.patterns import graph_flow, linear_flow, unordered_flow

from gatekeeper import pass_gate


def one() -> str:
    pass_gate("one")
    return "one"


def two(one: str) -> str:
    pass_gate("two")
    return "two"


def three(two: str) -> None:
    pass_gate("three")


# The flow of the request, as it stands there.
some = linear_flow.Flow("some").add(
    task.FunctorTask(one, provides="one"),
    task.FunctorTask(two, provides="two"),
    task.FunctorTask(three, provides="three"),
)


class Add(task.Task):  # type: ignore[misc]
    """Keeps a number of its own, and tells how far it is."""

    default_provides = "sum"

    def __init__(self, amount: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.amount = amount

    def execute(self, a: int, b: int = 100) -> int:
        self.update_progress(0.5)
        return a + b + self.amount


class Sizes(task.Task):  # type: ignore[misc]
    default_provides = ("width", "height")

    def execute(self) -> tuple[int, int]:
        return (3, 4)


class Fail(task.Task):  # type: ignore[misc]
    def execute(self) -> None:
        try:
            int("thing")
        except ValueError as error:
            raise LookupError("no such thing") from error


class Undone(task.Task):  # type: ignore[misc]
    def execute(self) -> int:
        return 1

    def revert(self, *args: Any, **kwargs: Any) -> None:
        """Would undo something."""


def area(width: int, height: int) -> int:
    return width * height


def who() -> int:
    return os.getpid()


def collect(left: int, right: int) -> list[int]:
    return [left, right]


def double(x: int) -> int:
    return 2 * x


def undo(*args: Any, **kwargs: Any) -> None:
    """Would undo something."""


def symbols_flow() -> Any:
    """Of sets of symbols, which are in another order in every process."""
    letters = "abcdefgh"
    return graph_flow.Flow("symbols").add(
        task.FunctorTask(who, name="all", provides=set(letters)),
        *(task.FunctorTask(double, name=f"double {one}", rebind={"x": one}, provides={f"2{one}"}) for one in letters),
        Add(0, name="last", rebind={"a": "2a", "b": "2b"}, requires={"a", "b"}),
    )


def area_flow() -> Any:
    return linear_flow.Flow("area").add(Sizes("sizes"), task.FunctorTask(area, name="area", provides="area"))


def nested_flow() -> Any:
    sides = unordered_flow.Flow("sides").add(
        task.FunctorTask(who, name="left", provides="left"), task.FunctorTask(who, name="right", provides="right")
    )
    return linear_flow.Flow("nested").add(sides, task.FunctorTask(collect, name="collect", provides="pids"))
