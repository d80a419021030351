"""Handlers of types that nobody can list beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lazyengine.task_runner import Handler


class HandlersByType(Mapping[str, Handler]):
    """A handler for every type that `find` knows one for; which types there are is known only when they come."""

    def __init__(self, find: Callable[[str], Handler | None]) -> None:
        self._find = find

    def __getitem__(self, kind: str) -> Handler:
        handler = self._find(kind)
        if handler is None:
            raise KeyError(kind)
        return handler

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
