"""Functions as tasks: `@app.task`, started by `delay` and `apply_async`, done by `app.worker()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar, overload

from lazyengine.app_base import AppBase
from lazyengine.call_context import Seconds
from lazyengine.client import Client
from lazyengine.enums import FlowState, FlowView
from lazyengine.executor import Executor
from lazyengine.flow_handle import FlowHandle
from lazyengine.task import Task
from lazyengine.task_function import Start, TaskFunctionBase, TaskOptions
from lazyengine.task_runner import Handler

P = ParamSpec("P")
R = TypeVar("R")


class TaskResult(Generic[R]):
    """A task that was started: a flow of one task. `handle` has all that can be done with it."""

    def __init__(self, handle: FlowHandle) -> None:
        self.handle = handle

    @property
    def id(self) -> str:
        """Of the flow: enough to ask for the result from anywhere, by `app.result(id)`."""
        return self.handle.flow_id

    @property
    def state(self) -> FlowState:
        """How it stands now."""
        return self.handle.details(FlowView.SUMMARY).flow.state

    def get(self, timeout: Seconds | None = None) -> R:
        """Wait for what the function returns.

        Raises FlowFailed where it failed for good or was cancelled, TimeoutError where it takes longer than `timeout`.
        """
        (result,) = self.handle.result(timeout).values()
        value: R = result
        return value

    def revoke(self, reason: str | None = None) -> None:
        """Let it not be done; a worker that is at it is told to stop."""
        self.handle.cancel(reason)


class TaskFunction(TaskFunctionBase[P, R]):
    """What `@app.task` makes of a function."""

    def __init__(self, app: App, function: Callable[..., R], name: str, options: TaskOptions, *, bound: bool) -> None:
        super().__init__(function, name, options, bound=bound)
        self._app = app

    def delay(self, *args: P.args, **kwargs: P.kwargs) -> TaskResult[R]:
        """Start it with these arguments."""
        return self.apply_async(args, kwargs)

    def apply_async(
        self, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, **start: Any
    ) -> TaskResult[R]:
        """Start it with these arguments, and as said.

        `countdown`: not before so much time; `eta`: not before that moment; `expires`: how long it may wait for a
        worker at most. `queue`, `priority`, `retry`, `timeouts`, `labels`, `concurrency_key`: in place of the
        function's. `flow_id`: chosen by the caller, so that a second start is refused (FLOW_EXISTS). `request_id`: a
        repeat with the same gives the same flow.
        """
        return TaskResult(self._app.client.run(**self._run_fields(args, kwargs or {}, Start(**start))))

    def do(self, task: Task) -> R:
        """As a handler does it."""
        args, kwargs = self.arguments_of(task)
        return self.function(*args, **kwargs)


class App(AppBase[Client, TaskFunction[..., Any]]):
    """Tasks of a program. `server`: the address of a server, or a client; by default what LAZYENGINE_ADDRESS and the
    other variables of the `lazyengine` command name.

    Further options are those of Client, which is made when it is needed first: nothing is opened by declaring tasks.
    """

    _client_class = Client
    _function_class = TaskFunction
    _takes_coroutines = False

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """As an Executor takes them, or a test engine."""
        return {name: task.do for name, task in self._tasks.items()}

    @overload
    def task(self, function: Callable[P, R], /) -> TaskFunction[P, R]: ...

    @overload
    def task(
        self, *, name: str | None = None, bind: Literal[False] = False, **options: Any
    ) -> Callable[[Callable[P, R]], TaskFunction[P, R]]: ...

    @overload
    def task(
        self, *, name: str | None = None, bind: Literal[True], **options: Any
    ) -> Callable[[Callable[Concatenate[Task, P], R]], TaskFunction[P, R]]: ...

    def task(
        self,
        function: Any = None,
        *,
        name: str | None = None,
        bind: bool = False,
        **options: Any,
    ) -> TaskFunction[..., Any] | Callable[[Callable[..., Any]], TaskFunction[..., Any]]:
        """Declare a function to be a task: `@app.task`, or `@app.task(…)` with options.

        `name`: by default that of its module and its own. `bind`: it takes its Task first. `queue`, `retry`,
        `timeouts`, `priority`, `labels`, `concurrency_key`: as TaskSpec has them; without `retry` it is tried once.
        Raises ValueError where there is another task of that name, TypeError for a coroutine function, which
        `lazyengine.aio.App` takes.
        """
        return self._decorate(function, name, TaskOptions(**options), bind)

    def result(self, flow_id: str) -> TaskResult[Any]:
        """Of a task that was started before, here or elsewhere."""
        return TaskResult(self.client.flow(flow_id))

    def worker(self, *, queues: Sequence[str] | None = None, **options: Any) -> Executor:
        """An Executor that does the tasks: `app.worker().run()`, or `with app.worker():`.

        `queues`: those of all tasks by default. Further options are those of Executor.
        """
        return Executor(self.client, self.handlers, queues=self._queues(queues), **options)

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
