"""A client that counts its calls."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lazyengine import Client


class CountingClient(Client):
    """`calls`: how many there were, by the names of their methods."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.calls: Counter[str] = Counter()

    def _perform(self, asked: Any) -> Any:
        self.calls[getattr(asked, "method", type(asked).__name__)] += 1
        return super()._perform(asked)
