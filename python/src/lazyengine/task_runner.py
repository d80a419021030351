"""Between session and handlers: starts what arrives, sends what became of it, and judges the server's verdicts."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from lazyengine.calls import Calls
from lazyengine.completion import TaskCompletion
from lazyengine.enums import FlowView, WorkKind
from lazyengine.errors import LazyEngineError
from lazyengine.flow_calls import FlowCalls
from lazyengine.flow_values import Failure
from lazyengine.handler_outcome import Handler, completion_of, failed
from lazyengine.held_tasks import HeldTasks
from lazyengine.outbox import Claim, Completion, Frame, Outbox, Report
from lazyengine.session_values import ReadyTasks, Verdicts
from lazyengine.task import Stop, Task
from lazyengine.task_values import ReadyTask
from lazyengine.worker_pool import WorkerPool

_log = logging.getLogger("lazyengine.executor")

# How long a task rests that this executor cannot do, before it is offered again.
_NOT_FOR_US_DELAY = 5.0
_REFUSED = "OUTCOME_REFUSED"


class TaskRunner:
    """Holds a task from its arrival to the verdict on its outcome."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        held: HeldTasks,
        outbox: Outbox,
        pool: WorkerPool,
        flows: FlowCalls,
        calls: Calls,
        namespace: str | None,
    ) -> None:
        self._handlers = handlers
        self._held = held
        self._outbox = outbox
        self._pool = pool
        self._flows = flows
        self._calls = calls
        self._namespace = namespace

    def start(self, frame: ReadyTasks) -> None:
        """Start the tasks of a frame, but for those that arrived before."""
        for claim in frame.tasks:
            task = self._held.add(claim.claim_token, lambda claim=claim: self._make(claim))  # type: ignore[misc]
            if task is not None:
                self._pool.submit(lambda task=task: self._run(task))  # type: ignore[misc]

    def give_back(self, task: Task, delay: float = 0.0) -> None:
        """Release a task; an outcome that its handler still brings is dropped."""
        claim = task.claim
        self._held.drop(claim.claim_token)
        message = Claim(flow_id=claim.flow_id, task_id=claim.task_id, claim_token=claim.claim_token)
        self._outbox.release(message, delay)

    def judge(self, sent: Frame, answer: Verdicts) -> None:
        """Take the verdicts on a frame: let go, send again, or send a failure for an outcome that cannot be taken."""
        if sent.WhichOneof("frame") != "complete":
            for claim, verdict in zip(sent.release.claims, answer.verdicts, strict=True):
                if verdict.error is not None:
                    _log.warning("release of %s/%s: %s", claim.flow_id, claim.task_id, verdict.error)
            return
        for item, verdict in zip(sent.complete.items, answer.verdicts, strict=True):
            if verdict.error is None:
                self._held.drop(item.claim_token)
            else:
                self._refused(item, verdict.error)

    def _make(self, claim: ReadyTask) -> Task:
        return Task(claim, report=self._report, read_results=self._read_results)

    def _run(self, task: Task) -> None:
        claim = task.claim
        handler = self._handlers.get(claim.type)
        if task.stop in (Stop.DRAINING, Stop.REVOKED):
            # It ended before it began.
            completion = None
        elif claim.kind is not WorkKind.EXECUTE:
            _log.error("%s/%s is of kind %s, which this version cannot do", claim.flow_id, claim.task_id, claim.kind)
            self.give_back(task, _NOT_FOR_US_DELAY)
            return
        elif handler is None:
            completion = _no_handler(claim)
        else:
            completion = completion_of(handler, task)
        self._send(task, completion)

    def _send(self, task: Task, completion: TaskCompletion | None) -> None:
        token = task.claim.claim_token
        if self._held.get(token) is None:
            _log.info("%s/%s was given back or revoked: its outcome is dropped", task.flow_id, task.task_id)
        elif completion is None:
            self.give_back(task)
        else:
            self._outbox.complete(self._message(task, completion))

    def _message(self, task: Task, completion: TaskCompletion) -> Completion:
        if completion.failure is not None:
            _log.warning("%s/%s failed: %s", task.flow_id, task.task_id, completion.failure)
        try:
            return self._calls.writer.write(Completion, completion.fields())
        except Exception as error:
            _log.warning("%s/%s: the outcome cannot be sent", task.flow_id, task.task_id, exc_info=error)
            return self._calls.writer.write(Completion, failed(task, error).fields())

    def _refused(self, item: Completion, error: LazyEngineError) -> None:
        if error.repeatable:
            wait = error.retry_after.total_seconds() if error.retry_after is not None else 0.0
            self._outbox.complete(item, self._calls.backoff.wait(1, wait))
            return
        outcome_is_bad = error.code.name in ("INVALID_ARGUMENT", "RESOURCE_EXHAUSTED")
        if outcome_is_bad and item.failure.type != _REFUSED:
            failure = Failure(_REFUSED, f"the server refused the outcome: {error}", retryable=False)
            completion = TaskCompletion(item.flow_id, item.task_id, claim_token=item.claim_token, failure=failure)
            self._outbox.complete(self._calls.writer.write(Completion, completion.fields()))
            return
        _log.warning("the outcome of %s/%s was not taken: %s", item.flow_id, item.task_id, error)
        self._held.drop(item.claim_token)

    def _report(self, fields: Mapping[str, Any]) -> None:
        self._outbox.report(self._calls.writer.write(Report, fields))

    def _read_results(self, claim: ReadyTask) -> Mapping[str, Any]:
        tasks = self._flows.iterate_tasks(
            claim.flow_id, view=FlowView.FULL, dependencies_of=claim.task_id, namespace=self._namespace
        )
        return {task.task_id: task.result for task in tasks if task.state.value == "SUCCEEDED"}


def _no_handler(claim: ReadyTask) -> TaskCompletion:
    failure = Failure("NO_HANDLER", f"the executor has no handler for the type {claim.type!r}", retryable=False)
    return TaskCompletion(claim.flow_id, claim.task_id, claim_token=claim.claim_token, failure=failure)
