"""Calls handlers as coroutines, and sends what became of their tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from lazyengine.aio.handler_pool import HandlerPool
from lazyengine.aio.outbox import AwaitedOutbox
from lazyengine.aio.task import Task
from lazyengine.completion import TaskCompletion
from lazyengine.decision import Decision
from lazyengine.enums import WorkKind
from lazyengine.handler_outcome import (
    HandlerSet,
    completion_of,
    completion_of_error,
    decision_failed,
    decision_of,
)
from lazyengine.held_tasks import HeldTasks
from lazyengine.task_desk import TaskDesk, results
from lazyengine.task_values import ReadyTask
from lazyengine.tracing import attempt_span

if TYPE_CHECKING:
    from lazyengine.aio.client import Client

Handler = Callable[[Task], Awaitable[Any]]
# Decides what an item of kind EVALUATE asks: what it raises fails the flow, None lets all go as it would without.
Evaluator = Callable[[Task], Awaitable[Decision | Mapping[str, Any] | None]]


class TaskRunner(TaskDesk[Task, Handler, Evaluator]):
    """Handlers run as tasks of the event loop."""

    def __init__(
        self,
        work: HandlerSet[Handler, Evaluator],
        held: HeldTasks[Task],
        outbox: AwaitedOutbox,
        pool: HandlerPool,
        client: Client,
        namespace: str | None,
    ) -> None:
        super().__init__(work, held, outbox, client._calls, namespace)
        self._pool = pool
        self._client = client

    def _make(self, claim: ReadyTask) -> Task:
        return Task(claim, native=self._calls.payloads.native, report=self._report, read_results=_read_before)

    def _begin(self, task: Task) -> None:
        self._pool.submit(lambda: self._run(task))

    async def _run(self, task: Task) -> None:
        try:
            await self._do(task)
        except BaseException as error:
            self._failed_to_tell(task, error)

    async def _do(self, task: Task) -> None:
        handler = self._work.handler_of(task.claim)
        if self._is_over(task):
            self._send(task, None)
        elif task.kind is WorkKind.EVALUATE and self._work.evaluate is not None:
            self._send(task, await self._decide(self._work.evaluate, task))
        elif handler is None:
            self._unhandled(task)
        else:
            self._send(task, await self._execute(handler, task))

    async def _execute(self, handler: Handler, task: Task) -> TaskCompletion | None:
        try:
            await self._read_results(task)
            with attempt_span(task.claim):
                value = await handler(task)
        except BaseException as error:
            return completion_of_error(task, error)
        return completion_of(task, value)

    async def _decide(self, evaluate: Evaluator, task: Task) -> TaskCompletion:
        try:
            await self._read_results(task)
            with attempt_span(task.claim):
                decision = await evaluate(task)
        except BaseException as error:
            return decision_failed(task, error)
        return decision_of(task, decision)

    async def _read_results(self, task: Task) -> None:
        """A handler that asks for results cannot be made to wait: those that are not there yet are read first."""
        if task.claim.results_truncated:
            tasks = self._results_of(task.claim).awaiting(self._client)
            task.take_results(results([one async for one in tasks]))


def _read_before(_claim: ReadyTask) -> Mapping[str, Any]:
    raise RuntimeError("results that did not travel along are read before the handler is called")
