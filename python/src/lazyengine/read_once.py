"""Values that are read when first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class read_once(Generic[T]):  # noqa: N801 - a decorator, named as functools' own
    """As functools' cached_property, without the lock that it has before Python 3.12.

    That one is shared by all instances: handlers on many threads wait for each other there. Two threads that ask for a
    value at once may both read it, and get equal ones.
    """

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read = read
        self.__doc__ = read.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> read_once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> read_once[T] | T:
        if instance is None:
            return self
        value = self._read(instance)
        instance.__dict__[self._read.__name__] = value
        return value
