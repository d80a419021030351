"""What the tasks of a program have in common, whether their functions block or not."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from lazyengine.client_base import ClientBase
from lazyengine.environment import client_settings
from lazyengine.task_function import TaskFunctionBase, TaskOptions, default_name

C = TypeVar("C", bound=ClientBase)
F = TypeVar("F", bound=TaskFunctionBase[..., Any])


class AppBase(Generic[C, F]):
    """Tasks of a program. `server`: the address of a server, or a client; by default what LAZYENGINE_ADDRESS and the
    other variables of the `lazyengine` command name.

    Further options are those of Client, which is made when it is needed first: nothing is opened by declaring tasks.
    """

    _client_class: type[C]
    _function_class: Callable[..., F]
    _takes_coroutines: bool

    def __init__(self, server: str | C | None = None, **client_options: Any) -> None:
        self._client = None if server is None or isinstance(server, str) else server
        self._target = server if isinstance(server, str) else None
        self._client_options = client_options
        self._tasks: dict[str, F] = {}

    @property
    def client(self) -> C:
        """By which tasks are started and done."""
        if self._client is None:
            settings = client_settings() if self._target is None else {"target": self._target}
            self._client = self._client_class(**{**settings, **self._client_options})
        return self._client

    @property
    def tasks(self) -> Mapping[str, F]:
        """By their names."""
        return self._tasks

    def _decorate(
        self, function: Any, name: str | None, options: TaskOptions, bound: bool
    ) -> F | Callable[[Callable[..., Any]], F]:
        """The task; of no function yet, what makes one of it."""
        if function is None:
            return lambda given: self._declare(given, name, options, bound)
        return self._declare(function, name, options, bound)

    def _declare(self, function: Callable[..., Any], name: str | None, options: TaskOptions, bound: bool) -> F:
        if inspect.iscoroutinefunction(function) is not self._takes_coroutines:
            what, taker = ("no", "lazyengine.App") if self._takes_coroutines else ("a", "lazyengine.aio.App")
            raise TypeError(f"{default_name(function)} is {what} coroutine function: {taker} takes those")
        task = self._function_class(self, function, name or default_name(function), options, bound=bound)
        if task.name in self._tasks:
            raise ValueError(f"name: there is another task {task.name}")
        self._tasks[task.name] = task
        return task

    def _queues(self, queues: Sequence[str] | None) -> Sequence[str]:
        """Those asked for, else those of all tasks."""
        return list(dict.fromkeys(task.queue for task in self._tasks.values())) if queues is None else queues
