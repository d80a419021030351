"""Calls handlers on threads, and sends what became of their tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

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
from lazyengine.task import Task
from lazyengine.task_desk import TaskDesk, results
from lazyengine.task_values import ReadyTask
from lazyengine.threaded_outbox import ThreadedOutbox
from lazyengine.tracing import attempt_span
from lazyengine.worker_pool import WorkerPool

if TYPE_CHECKING:
    from lazyengine.client import Client

Handler = Callable[[Task], Any]
# Decides what an item of kind EVALUATE asks: what it raises fails the flow, None lets all go as it would without.
Evaluator = Callable[[Task], Decision | Mapping[str, Any] | None]


class TaskRunner(TaskDesk[Task, Handler, Evaluator]):
    """Handlers run on the threads of a pool."""

    def __init__(
        self,
        work: HandlerSet[Handler, Evaluator],
        held: HeldTasks[Task],
        outbox: ThreadedOutbox,
        pool: WorkerPool,
        client: Client,
        namespace: str | None,
    ) -> None:
        super().__init__(work, held, outbox, client._calls, namespace)
        self._pool = pool
        self._client = client

    def _make(self, claim: ReadyTask) -> Task:
        native = self._calls.payloads.native
        return Task(claim, native=native, report=self._report, read_results=self._read_results)

    def _begin(self, task: Task) -> None:
        self._pool.submit(lambda: self._run(task))

    def _run(self, task: Task) -> None:
        try:
            self._do(task)
        except BaseException as error:
            self._failed_to_tell(task, error)

    def _do(self, task: Task) -> None:
        handler = self._work.handler_of(task.claim)
        if self._is_over(task):
            self._send(task, None)
        elif task.kind is WorkKind.EVALUATE and self._work.evaluate is not None:
            self._send(task, _decide(self._work.evaluate, task))
        elif handler is None:
            self._unhandled(task)
        else:
            self._send(task, _execute(handler, task))

    def _read_results(self, claim: ReadyTask) -> Mapping[str, Any]:
        return results(self._results_of(claim).blocking(self._client))


def _execute(handler: Handler, task: Task) -> TaskCompletion | None:
    try:
        with attempt_span(task.claim):
            value = handler(task)
    except BaseException as error:
        return completion_of_error(task, error)
    return completion_of(task, value)


def _decide(evaluate: Evaluator, task: Task) -> TaskCompletion:
    try:
        with attempt_span(task.claim):
            decision = evaluate(task)
    except BaseException as error:
        return decision_failed(task, error)
    return decision_of(task, decision)
