"""Waits between repeats: full jitter, so that many clients that failed together do not come back together."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Backoff:
    """The n-th wait is drawn evenly from 0 to `initial * 2^(n - 1)` seconds, at most `longest`, on top of what the
    server asked for. `tries`: how many tries a call has in all; None = as many as its timeout allows.
    """

    initial: float = 0.05
    longest: float = 2.0
    tries: int | None = None
    draw: Callable[[], float] = field(default=random.random, repr=False)

    def wait(self, failures: int, asked: float = 0.0) -> float:
        """Seconds to wait after this many failures in a row (1 for the first), `asked` of them by the server."""
        ceiling = min(self.longest, self.initial * 2.0 ** min(failures - 1, 32))
        return asked + self.draw() * ceiling
