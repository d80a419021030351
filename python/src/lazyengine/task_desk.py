"""What becomes of held tasks: starts what arrives, sends outcomes, judges the server's verdicts on them."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic

import grpc

from lazyengine.call import Call
from lazyengine.call_context import CallContext
from lazyengine.completion import TaskCompletion
from lazyengine.cut_text import text_of
from lazyengine.enums import FlowView, TaskState, WorkKind
from lazyengine.errors import LazyEngineError
from lazyengine.flow_reads import FlowReads
from lazyengine.flow_values import Failure
from lazyengine.handler_outcome import REFUSED, E, H, HandlerSet, only_failure, outcome_refused
from lazyengine.held_tasks import HeldTasks, K
from lazyengine.message_bounds import check_report, fault_of
from lazyengine.outbox import Claim, Completion, Frame, Outbox, Report
from lazyengine.session_values import ReadyTasks
from lazyengine.task import HeldTask, Stop
from lazyengine.task_values import ReadyTask, TaskDetails

_log = logging.getLogger("lazyengine.executor")

# A task that nobody here can do is offered to others after this.
_UNHANDLED_DELAY = 5.0
# A fault of the server may pass; one that does not is treated as a refusal.
_INTERNAL_TRIES = 5


class TaskDesk(ABC, Generic[K, H, E]):
    """Holds a task from its arrival to the verdict on its outcome; a subclass calls the handlers."""

    def __init__(
        self,
        work: HandlerSet[H, E],
        held: HeldTasks[K],
        outbox: Outbox,
        calls: CallContext,
        namespace: str | None,
    ) -> None:
        self._work = work
        self._held = held
        self._outbox = outbox
        self._calls = calls
        self._namespace = namespace
        # By claim token, of releases that were refused for now: nothing else remembers a task that was given back.
        self._tries_to_release: dict[str, int] = {}

    def start(self, frame: ReadyTasks) -> None:
        """Start the tasks of a frame, but for those that arrived before."""
        for claim in frame.tasks:
            task = self._held.add(claim.claim_token, lambda claim=claim: self._make(claim))  # type: ignore[misc]
            if task is not None:
                self._begin(task)

    def give_back(self, task: HeldTask, delay: float = 0.0) -> None:
        """Release a task; an outcome that its handler still brings is dropped."""
        claim = task.claim
        self._held.drop(claim.claim_token)
        message = Claim(flow_id=claim.flow_id, task_id=claim.task_id, claim_token=claim.claim_token)
        self._outbox.release(message, delay)

    def judge(self, sent: Frame, errors: Sequence[LazyEngineError | None]) -> None:
        """Take the verdicts on a frame: let go, send again, or send a failure for an outcome that cannot be taken."""
        if sent.WhichOneof("frame") != "complete":
            for claim, error in zip(sent.release.claims, errors, strict=True):
                self._released(claim, sent.release.delay.ToTimedelta().total_seconds(), error)
            return
        for item, error in zip(sent.complete.items, errors, strict=True):
            if error is None:
                self._held.drop(item.claim_token)
            else:
                self._refused(item, error)

    @abstractmethod
    def _make(self, claim: ReadyTask) -> K:
        """A task as its handler sees it."""

    @abstractmethod
    def _begin(self, task: K) -> None:
        """See to it that its handler is called once there is a slot."""

    def _is_over(self, task: K) -> bool:
        """Whether it ended before it began: it is given back."""
        return task.stop in (Stop.DRAINING, Stop.REVOKED)

    def _unhandled(self, task: K) -> None:
        """Nobody here can do it: others may."""
        claim = task.claim
        what = "reverts" if claim.kind is WorkKind.REVERT else "tasks"
        _log.warning("no handler for %s of type %s: %s/%s given back", what, claim.type, task.flow_id, task.task_id)
        self.give_back(task, _UNHANDLED_DELAY)

    def _send(self, task: HeldTask, completion: TaskCompletion | None) -> None:
        token = task.claim.claim_token
        if self._held.get(token) is None:
            _log.info("%s/%s was given back or revoked: its outcome is dropped", task.flow_id, task.task_id)
        elif completion is None:
            self.give_back(task)
        else:
            self._outbox.complete(self._message(task, completion))

    def _failed_to_tell(self, task: HeldTask, error: BaseException) -> None:
        """Of a task that could not be served, or its outcome not be told, whyever: it fails, and all else goes on."""
        try:
            self._send(task, outcome_refused(task.claim, f"the outcome cannot be told: {text_of(error)}"))
        finally:
            _log.error("the outcome of %s/%s cannot be told", task.flow_id, task.task_id, exc_info=error)

    def _message(self, task: HeldTask, completion: TaskCompletion) -> Completion:
        try:
            message = self._write(completion)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            return self._refusal(task, f"the outcome has no form in messages: {text_of(error)}")
        except BaseException as error:
            _log.warning("%s/%s: the codec failed", task.flow_id, task.task_id, exc_info=error)
            failure = Failure("CODEC_FAILED", f"the outcome could not be encoded: {type(error).__name__}")
            return self._write(only_failure(task.claim, failure))
        fault = fault_of(message)
        return message if fault is None else self._refusal(task, fault)

    def _refusal(self, task: HeldTask, message: str) -> Completion:
        _log.warning("%s/%s: %s", task.flow_id, task.task_id, message)
        return self._write(outcome_refused(task.claim, message))

    def _write(self, completion: TaskCompletion) -> Completion:
        return self._calls.writer.write(Completion, completion.fields())

    def _released(self, claim: Claim, delay: float, error: LazyEngineError | None) -> None:
        """The verdict on a release. One that is not recorded is said again: until then nobody is offered the task."""
        tries = self._tries_to_release.pop(claim.claim_token, 0) + 1
        if error is None:
            return
        wait = self._wait_to_repeat(error, tries)
        if wait is None:
            _log.warning("release of %s/%s: %s", claim.flow_id, claim.task_id, error)
        else:
            self._tries_to_release[claim.claim_token] = tries
            self._outbox.release(claim, delay, wait)

    def _wait_to_repeat(self, error: LazyEngineError, tries: int) -> float | None:
        """Seconds until the same is to be said again that was refused so many times; None = it cannot help."""
        if error.repeatable or (error.code is grpc.StatusCode.INTERNAL and tries < _INTERNAL_TRIES):
            return self._calls.backoff.wait(tries, error.retry_seconds)
        return None

    def _refused(self, item: Completion, error: LazyEngineError) -> None:
        """The server did not take an outcome: the same again, a failure instead, or give up."""
        task = self._held.get(item.claim_token)
        if task is None:
            return
        task.tries_to_complete += 1
        wait = self._wait_to_repeat(error, task.tries_to_complete)
        if wait is not None:
            self._outbox.complete(item, wait)
            return
        _log.warning("the outcome of %s/%s was not taken: %s", item.flow_id, item.task_id, error)
        if error.code in (grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.NOT_FOUND):
            self._held.drop(item.claim_token)
        elif item.failure.type == REFUSED:
            self.give_back(task, _UNHANDLED_DELAY)
        else:
            self._outbox.complete(self._refusal(task, f"the server refused the outcome: {error}"))

    def _report(self, fields: Mapping[str, Any]) -> None:
        # Of a claim that is over there is nothing to report.
        if self._held.get(fields["claim_token"]) is not None:
            report = self._calls.writer.write(Report, fields)
            check_report(report)
            self._outbox.report(report)

    def _results_of(self, claim: ReadyTask) -> Call[Iterator[TaskDetails], AsyncIterator[TaskDetails]]:
        """Where all results are read that were too many to travel along."""
        return FlowReads.iterate_tasks.of(
            claim.flow_id, view=FlowView.FULL, dependencies_of=claim.task_id, namespace=self._namespace
        )


def results(tasks: Iterable[TaskDetails]) -> Mapping[str, Any]:
    """Those of the tasks that have succeeded, by task_id."""
    return {task.task_id: task.result for task in tasks if task.state is TaskState.SUCCEEDED}
