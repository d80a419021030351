"""A module as a user has one whose flows are left to workers: tasks that are undone, controllers, a decider."""

from __future__ import annotations

from typing import Any

from taskflow import retry, task
from taskflow.patterns import graph_flow, linear_flow
from taskflow.types import failure

from gatekeeper import pass_gate


class Book(task.Task):  # type: ignore[misc]
    default_provides = "ticket"

    def __init__(self, name: str, price: int) -> None:
        super().__init__(name)
        self.price = price

    def execute(self, town: str) -> str:
        pass_gate("book")
        return f"{town} for {self.price}"

    def revert(self, town: str, result: Any, flow_failures: dict[str, Any], **_: Any) -> str:
        failed = sorted(flow_failures)
        return f"gave back {result} to {town} as {failed} failed"


class Pay(task.Task):  # type: ignore[misc]
    def execute(self, ticket: str, way: str) -> str:
        pass_gate("pay")
        if way != "cash":
            raise RuntimeError(f"no {way}")
        return f"paid {ticket} in {way}"

    def revert(self, result: Any, **_: Any) -> str:
        return f"failed: {isinstance(result, failure.Failure)}"


class Once(retry.ForEach):  # type: ignore[misc]
    """Is asked by a worker, as it is no class of TaskFlow's own."""


def is_dear(history: dict[str, str]) -> bool:
    return any("for 90" in ticket for ticket in history.values())


def trip(ways: list[str], *, own: bool = False) -> Any:
    """Books, then pays in one of these ways, each tried in turn."""
    controller = Once(ways, name="ways", provides="way") if own else retry.ForEach(ways, name="ways", provides="way")
    return linear_flow.Flow("trip").add(Book("book", 90), linear_flow.Flow("paying", controller).add(Pay("pay")))


def asking(price: int) -> Any:
    """Insures what is dear. The first name is one that no task of a definition may have."""
    book, insure = Book("book[1]", price), task.FunctorTask(insured, name="insure", provides="paper")
    after = task.FunctorTask(noted, name="note")
    flow = graph_flow.Flow("asking").add(book, insure, after)
    flow.link(book, insure, decider=is_dear, decider_depth="atom")
    flow.link(insure, after)
    return flow


def insured(ticket: str) -> str:
    return f"insured {ticket}"


def noted() -> str:
    return "noted"
