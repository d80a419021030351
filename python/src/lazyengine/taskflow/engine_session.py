"""The claims of one run of the engine: polled or pushed, kept alive by a thread for as long as the run lasts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

import grpc

from lazyengine.client import Client
from lazyengine.completion import TaskCompletion
from lazyengine.cut_text import text_of
from lazyengine.enums import ResponseDetail, WorkKind
from lazyengine.errors import LazyEngineError
from lazyengine.request_ids import new_session_id
from lazyengine.responses import TaskCompleteResponse
from lazyengine.session_values import CompletionVerdict
from lazyengine.task_values import ReadyTask
from lazyengine.taskflow.pushed_items import PushedItems

_log = logging.getLogger("lazyengine.taskflow")

_LEASE_SECONDS = 30.0
_KEEP_SECONDS = 5.0

#: How far the held items have come: for each a mapping as ReportProgress takes it.
Reports = Callable[[], Sequence[Mapping[str, Any]]]

#: The completion in place of one that is refused for good, and why it is.
Instead = Callable[[ReadyTask, Exception], Mapping[str, Any]]


class EngineSession:
    """One session of one flow. Also tells, every few seconds, how far the tasks at work have come."""

    def __init__(self, client: Client, flow_id: str, queue: str, reports: Reports) -> None:
        self._client = client
        self._flow_id = flow_id
        self._queue = queue
        self._reports = reports
        self._session_id = new_session_id()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"lazyengine-keep-{flow_id}", daemon=True)

    def poll(
        self, most: int, kinds: Sequence[WorkKind], held: Iterable[ReadyTask], wait: float | None = None
    ) -> list[ReadyTask]:
        """Claim what is ready, up to so many items beside those that are `held`, in the order of their priorities."""
        known = {item.claim_token for item in held}
        answer = self._client.poll_ready_tasks(
            [self._queue],
            flow_id=self._flow_id,
            session_id=self._session_id,
            # An answer that was lost on its way is given again.
            include_held=True,
            max_tasks=most + len(known),
            kinds=kinds,
            wait=wait,
            lease_duration=_LEASE_SECONDS,
        )
        return [item for item in answer.tasks if item.kind in kinds and item.claim_token not in known]

    def pushed(self, most: int, kinds: Sequence[WorkKind]) -> PushedItems:
        """Have what is ready claimed and pushed, up to so many items that are not answered yet."""
        return PushedItems(
            lambda: self._client.watch_ready_tasks(
                [self._queue],
                flow_id=self._flow_id,
                session_id=self._session_id,
                max_in_flight=most,
                kinds=kinds,
                lease_duration=_LEASE_SECONDS,
            ),
            self.release,
        )

    def complete(self, item: ReadyTask, **answer: Any) -> TaskCompleteResponse:
        """Tell the server what became of an item."""
        return self._client.task_complete(self._flow_id, item.task_id, claim_token=item.claim_token, **answer)

    def complete_all(
        self, outcomes: Sequence[tuple[ReadyTask, Mapping[str, Any]]], instead: Instead
    ) -> Iterator[TaskCompleteResponse]:
        """Tell the server of several at once; the answers in the same order, of which each is asked for in its turn."""
        if len(outcomes) == 1:
            return iter([self._complete_or(*outcome, instead) for outcome in outcomes])
        completions = [
            TaskCompletion(
                self._flow_id,
                item.task_id,
                claim_token=item.claim_token,
                # The order of what changed is told.
                response_detail=ResponseDetail.FULL,
                **answer,
            )
            for item, answer in outcomes
        ]
        try:
            verdicts = self._client.task_complete_batch(completions).verdicts
        except Exception as error:
            # It is about the message as a whole: none of them was taken.
            if not _is_for_good(error):
                raise
            return (self._complete_or(*outcome, instead) for outcome in outcomes)
        return (self._answer(*outcome, verdict, instead) for outcome, verdict in zip(outcomes, verdicts, strict=True))

    def release(self, items: Sequence[ReadyTask]) -> None:
        """Give items back that nothing was done about."""
        self._client.release_tasks(
            [{"flow_id": i.flow_id, "task_id": i.task_id, "claim_token": i.claim_token} for i in items]
        )

    def _answer(
        self, item: ReadyTask, answer: Mapping[str, Any], verdict: CompletionVerdict, instead: Instead
    ) -> TaskCompleteResponse:
        if verdict.error is not None and not verdict.error.repeatable and not _is_for_good(verdict.error):
            raise verdict.error
        return self._complete_or(item, answer, instead) if verdict.answer is None else verdict.answer

    def _complete_or(self, item: ReadyTask, answer: Mapping[str, Any], instead: Instead) -> TaskCompleteResponse:
        try:
            return self.complete(item, **answer)
        except Exception as error:
            if not _is_for_good(error):
                raise
            _log.warning("the outcome of %s/%s was not taken: %s", item.flow_id, item.task_id, text_of(error))
            return self.complete(item, **instead(item, error))

    def __enter__(self) -> EngineSession:
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._keeper.join()

    def _keep(self) -> None:
        while not self._over.wait(_KEEP_SECONDS):
            try:
                self._keep_once()
            except Exception as error:
                # Whether claims are lost shows when they are completed.
                _log.warning("the session of flow %s could not be kept: %s", self._flow_id, text_of(error))

    def _keep_once(self) -> None:
        try:
            reports = self._reports()
            if reports:
                self._client.keep_session(self._session_id, progress=reports, timeout=_KEEP_SECONDS)
        except Exception as error:
            if not _is_for_good(error):
                raise
            # For a report that nobody can read or take the claims must not be lost.
            _log.warning("how far flow %s has come could not be told: %s", self._flow_id, text_of(error))
            self._client.keep_session(self._session_id, timeout=_KEEP_SECONDS)


def _is_for_good(error: Exception) -> bool:
    """Whether the same call would fail each time: the server refuses what it says, or it cannot even be written."""
    return not isinstance(error, LazyEngineError) or error.code is grpc.StatusCode.INVALID_ARGUMENT
