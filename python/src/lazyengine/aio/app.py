"""Coroutine functions as tasks: `@app.task`, started by `await f.delay()`, done by `app.worker()`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar, overload

from lazyengine.aio.client import Client
from lazyengine.aio.executor import Executor
from lazyengine.aio.flow_handle import FlowHandle
from lazyengine.aio.task import Task
from lazyengine.aio.task_runner import Handler
from lazyengine.app_base import AppBase
from lazyengine.call_context import Seconds
from lazyengine.enums import FlowState, FlowView
from lazyengine.task_function import Start, TaskFunctionBase, TaskOptions

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

    async def state(self) -> FlowState:
        """How it stands now."""
        return (await self.handle.details(FlowView.SUMMARY)).flow.state

    async def get(self, timeout: Seconds | None = None) -> R:
        """Wait for what the function returns.

        Raises FlowFailed where it failed for good or was cancelled, TimeoutError where it takes longer than `timeout`.
        """
        (result,) = (await self.handle.result(timeout)).values()
        value: R = result
        return value

    async def revoke(self, reason: str | None = None) -> None:
        """Let it not be done; a worker that is at it is told to stop."""
        await self.handle.cancel(reason)


class TaskFunction(TaskFunctionBase[P, Awaitable[R]], Generic[P, R]):
    """What `@app.task` makes of a coroutine function."""

    def __init__(
        self, app: App, function: Callable[..., Awaitable[R]], name: str, options: TaskOptions, *, bound: bool
    ) -> None:
        super().__init__(function, name, options, bound=bound)
        self._app = app

    async def delay(self, *args: P.args, **kwargs: P.kwargs) -> TaskResult[R]:
        """Start it with these arguments."""
        return await self.apply_async(args, kwargs)

    async def apply_async(
        self, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, **start: Any
    ) -> TaskResult[R]:
        """Start it with these arguments, and as said: see `lazyengine.App`."""
        return TaskResult(await self._app.client.run(**self._run_fields(args, kwargs or {}, Start(**start))))

    async def do(self, task: Task) -> R:
        """As a handler does it."""
        args, kwargs = self.arguments_of(task)
        return await self.function(*args, **kwargs)


class App(AppBase[Client, TaskFunction[..., Any]]):
    """Tasks of a program on asyncio, as `lazyengine.App` has them for threads: their functions are coroutine functions.

    The client is made when it is needed first, on the loop that runs then.
    """

    _client_class = Client
    _function_class = TaskFunction
    _takes_coroutines = True

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """As an Executor takes them."""
        return {name: task.do for name, task in self._tasks.items()}

    @overload
    def task(self, function: Callable[P, Awaitable[R]], /) -> TaskFunction[P, R]: ...

    @overload
    def task(
        self, *, name: str | None = None, bind: Literal[False] = False, **options: Any
    ) -> Callable[[Callable[P, Awaitable[R]]], TaskFunction[P, R]]: ...

    @overload
    def task(
        self, *, name: str | None = None, bind: Literal[True], **options: Any
    ) -> Callable[[Callable[Concatenate[Task, P], Awaitable[R]]], TaskFunction[P, R]]: ...

    def task(
        self,
        function: Any = None,
        *,
        name: str | None = None,
        bind: bool = False,
        **options: Any,
    ) -> TaskFunction[..., Any] | Callable[[Callable[..., Awaitable[Any]]], TaskFunction[..., Any]]:
        """Declare a coroutine function to be a task: see `lazyengine.App`. TypeError for one that is none."""
        return self._decorate(function, name, TaskOptions(**options), bind)

    def result(self, flow_id: str) -> TaskResult[Any]:
        """Of a task that was started before, here or elsewhere."""
        return TaskResult(self.client.flow(flow_id))

    def worker(self, *, queues: Sequence[str] | None = None, **options: Any) -> Executor:
        """An Executor that does the tasks: `await app.worker().run()`, or `async with app.worker():`."""
        return Executor(self.client, self.handlers, queues=self._queues(queues), **options)

    async def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            await self._client.close()
