"""Functions that are tasks: called here they are functions, started they are flows of one task that a worker does."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec, TypeVar

from lazyengine.durations import as_timedelta
from lazyengine.errors import NonRetryableError
from lazyengine.flow_spec import FlowSpec, RetryPolicy, Timeouts
from lazyengine.task import HeldTask

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class TaskOptions:
    """How a task function is done, unless a start of it says otherwise; None and "" = as the server has it."""

    queue: str = ""
    retry: RetryPolicy | None = None
    timeouts: Timeouts | None = None
    priority: int = 0
    labels: Mapping[str, str] | None = None
    concurrency_key: str = ""


class TaskFunctionBase(Generic[P, R]):
    """A function under the name of a task. `bound`: it takes the task itself first, as handlers do."""

    def __init__(self, function: Callable[..., R], name: str, options: TaskOptions, *, bound: bool) -> None:
        self.function = function
        self.name = name
        self.options = options
        self.bound = bound
        signature = inspect.signature(function)
        # Of a bound one the first is the worker's to give.
        self._signature = signature.replace(parameters=[*signature.parameters.values()][int(bound) :])
        self.__doc__ = function.__doc__
        self.__name__ = getattr(function, "__name__", name)
        self.__wrapped__ = function

    def __repr__(self) -> str:
        return f"<task {self.name}>"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function here and now. Raises TypeError for a bound one, whose task only a worker has."""
        if self.bound:
            raise TypeError(f"{self.name} takes its task, which only a worker has: start it, or call its `function`")
        return self.function(*args, **kwargs)

    def fields(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        """What `FlowSpec.task` takes: `spec.task("small", **resize.fields(64), depends_on=["upload"])`."""
        return self._fields(args, kwargs, self.options)

    @property
    def queue(self) -> str:
        """Where a worker finds it."""
        return self.options.queue or self.name

    def arguments_of(self, task: HeldTask) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """What the function is to be called with. Raises NonRetryableError where the task was not started for it."""
        given = task.input
        if not isinstance(given, dict) or set(given) != {"args", "kwargs"}:
            raise NonRetryableError(f"task {task.task_id} has no arguments: its input is no object of args and kwargs")
        args = [task, *given["args"]] if self.bound else given["args"]
        return args, given["kwargs"]

    def _fields(self, args: Sequence[Any], kwargs: Mapping[str, Any], options: TaskOptions) -> dict[str, Any]:
        self._signature.bind(*args, **kwargs)
        return {
            "type": self.name,
            "input": {"args": list(args), "kwargs": dict(kwargs)},
            "queue": options.queue,
            "retry": options.retry,
            "timeouts": options.timeouts,
            "priority": options.priority,
            "labels": options.labels,
            "concurrency_key": options.concurrency_key,
        }

    def _run_fields(self, args: Sequence[Any], kwargs: Mapping[str, Any], start: Start) -> dict[str, Any]:
        """What `Client.run` takes for a flow of this one task."""
        options = start.over(self.options)
        fields = self._fields(args, kwargs, options)
        delay = None if start.countdown is None else as_timedelta(start.countdown)
        return {
            "spec": FlowSpec(self.name).task(self.name, **fields, delay=delay),
            "flow_id": start.flow_id,
            "labels": options.labels,
            "not_before_time": start.eta,
            "request_id": start.request_id,
        }


@dataclass(frozen=True, slots=True)
class Start:
    """How one start of a task differs from what its function says."""

    countdown: timedelta | float | str | None = None
    eta: datetime | None = None
    expires: timedelta | float | str | None = None
    queue: str | None = None
    priority: int | None = None
    retry: RetryPolicy | None = None
    timeouts: Timeouts | None = None
    labels: Mapping[str, str] | None = None
    concurrency_key: str | None = None
    flow_id: str | None = None
    request_id: str | None = None

    def over(self, options: TaskOptions) -> TaskOptions:
        """The options with what differs. `expires`: how long it may wait for a worker."""
        names = ("queue", "priority", "retry", "timeouts", "labels", "concurrency_key")
        changed = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        told = replace(options, **changed)
        if self.expires is None:
            return told
        timeouts = replace(told.timeouts or Timeouts(), ready_to_claim=as_timedelta(self.expires))
        return replace(told, timeouts=timeouts)


def default_name(function: Callable[..., Any]) -> str:
    """Module and name, as an import says them."""
    return f"{function.__module__}.{function.__qualname__}"
