"""Handlers of types that are known, and what is done with all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lazyengine.task_runner import Handler


class NamedHandlers(Mapping[str, Handler]):
    """The handlers by type; `other` gives the one of a type that has none."""

    def __init__(self, handlers: Mapping[str, Handler], other: Callable[[str], Handler]) -> None:
        self._handlers = handlers
        self._other = other

    def __getitem__(self, kind: str) -> Handler:
        return self._handlers.get(kind) or self._other(kind)

    def __iter__(self) -> Iterator[str]:
        return iter(self._handlers)

    def __len__(self) -> int:
        return len(self._handlers)
