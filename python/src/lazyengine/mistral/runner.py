"""The runner: evaluates expressions and runs actions, for any number of workflows, in any number of processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lazyengine.client import Client
from lazyengine.decision import Decision
from lazyengine.enums import Phase
from lazyengine.executor import Executor
from lazyengine.flow_values import Failure
from lazyengine.handlers_by_type import HandlersByType
from lazyengine.mistral import actions
from lazyengine.mistral.action_task import Answer, do_action
from lazyengine.mistral.compiler import QUEUE, WORKFLOW_TYPE, target_queue
from lazyengine.mistral.flow_facts import items_of
from lazyengine.mistral.lone_action import LONE_ACTION_TYPE, do_lone_action
from lazyengine.mistral.not_supported import NotSupported
from lazyengine.mistral.on_behalf import on_behalf_of
from lazyengine.mistral.outcomes import workflow_failed
from lazyengine.mistral.output import decide_output
from lazyengine.mistral.stored_values import stored, storing
from lazyengine.mistral.subworkflows import call, call_for_item
from lazyengine.mistral.task_end import MISTRAL_ERRORS, Ended, decide_end
from lazyengine.mistral.task_results import ACTION_ERROR, JOIN_UNREACHABLE, error_of, result_of
from lazyengine.mistral.task_start import decide_start
from lazyengine.mistral.task_work import TaskWork
from lazyengine.task import Task


def runner(
    client: Client,
    *,
    queue: str = QUEUE,
    targets: Sequence[str] | None = None,
    answer: Answer | None = None,
    **options: Any,
) -> Executor:
    """An executor of workflows that were started for `queue`.

    `targets`: the targets of tasks that this runner serves, as Mistral's executors have host names; None = targets are
    not looked at, and every runner does every task. All runners of a queue must agree about that. `answer` is called in
    place of actions. `options` are those of `Executor`. Run it with `run`, or as a context manager.
    """
    if answer is None:
        actions.load()
    done = _Runner(client, queue, targets is not None, answer)
    queues = [queue, *(target_queue(queue, target) for target in targets or ())]
    handlers = HandlersByType(lambda _: storing(done.do))
    return Executor(client, handlers, evaluate=storing(done.decide), queues=queues, **options)


class _Runner:
    def __init__(self, client: Client, queue: str, follows_targets: bool, answer: Answer | None) -> None:
        self._client = client
        self._queue = queue
        self._follows_targets = follows_targets
        self._answer = answer

    def do(self, item: Task) -> Any:
        """The outcome of an EXECUTE item."""
        with on_behalf_of(item.flow_input.get("definition")):
            return self._do(item)

    def _do(self, item: Task) -> Any:
        if item.type == LONE_ACTION_TYPE:
            return do_lone_action(self._client, item)
        if item.type == WORKFLOW_TYPE and item.flow_input.get("items_of"):
            return call_for_item(item, self._queue)
        work = TaskWork(self._client, item)
        try:
            return call(work, self._queue) if item.type == WORKFLOW_TYPE else do_action(work, self._answer)
        except (*MISTRAL_ERRORS, NotSupported) as error:
            return workflow_failed(work, error)

    def decide(self, item: Task) -> Decision:
        """The decision that an EVALUATE item asks for."""
        with on_behalf_of(item.flow_input.get("definition")):
            return self._decide(item)

    def _decide(self, item: Task) -> Decision:
        if item.phase is Phase.OUTPUT:
            return decide_output(self._client, item)
        work = TaskWork(self._client, item)
        if item.phase is Phase.START:
            return decide_start(work, follows_targets=self._follows_targets)
        ending = decide_end(work, self._ended(work))
        if ending.memo is not None:
            item.remember(stored(ending.memo))
        return ending.decision

    def _ended(self, work: TaskWork) -> Ended:
        """What is to be decided about."""
        item = work.item
        if item.is_skipped:
            return Ended("SKIPPED", "Task was skipped.")
        own = item.own
        if own is not None and own.failure is not None and own.failure.type == JOIN_UNREACHABLE:
            return Ended("ERROR", own.failure.message, has_run=False)
        if own is not None and own.failure is not None:
            return Ended("ERROR", own.failure.message, lambda: self._failed_result(item, own.failure))
        if own is None:
            return Ended("SUCCESS", result=lambda: self._stored_result(item))
        return Ended("SUCCESS", result=lambda: own.result)

    def _failed_result(self, item: Task, failure: Failure | None) -> Any:
        # A called workflow fails with the type of what failed in it.
        if failure is not None and failure.type == ACTION_ERROR and item.type != WORKFLOW_TYPE:
            return error_of(failure)
        return self._stored_result(item)

    def _stored_result(self, item: Task) -> Any:
        """Of what is not in the item: a list that is too long for it, or what a failure has left."""
        tasks = list(self._client.iterate_tasks(item.flow_id, view="FULL", task_id_prefix=item.task_id))
        task = next(task for task in tasks if task.task_id == item.task_id)
        return result_of(self._client, item.flow_id, task, items_of(tasks, task))
