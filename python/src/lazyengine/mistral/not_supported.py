"""What a workflow may have that is not run here: refused by name, before anything is written."""

from __future__ import annotations


class NotSupported(ValueError):
    """The workflow uses something that has no counterpart here; `feature` names it."""

    def __init__(self, feature: str, where: str) -> None:
        super().__init__(f"{where}: {feature} is not supported")
        self.feature = feature
        self.where = where
