"""A workflow for the tests, with what becomes of it: its state, its output, and its tasks as `name state runs`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """A text of one workflow, or of several of which `workflow` is run."""

    tasks: str
    state: str
    ran: list[str]
    output: dict[str, Any] | None = None
    head: str = ""
    input: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    # Further workflows of the text.
    others: str = ""

    @property
    def text(self) -> str:
        """The whole text."""
        return f"version: '2.0'\nmain:\n{_indented(self.head, 2)}  tasks:\n{_indented(self.tasks, 4)}{self.others}"


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.strip("\n").splitlines())
