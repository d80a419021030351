"""One run of a flow by the engine: begun on the server, its work items claimed, done here, completed there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from taskflow import states
from taskflow.storage import META_PROGRESS, META_PROGRESS_DETAILS

from lazyengine.client import Client
from lazyengine.enums import FlowState, WorkKind
from lazyengine.responses import TaskCompleteResponse
from lazyengine.rest import wait_for_rest
from lazyengine.task_values import ReadyTask
from lazyengine.taskflow.decisions import Decisions
from lazyengine.taskflow.engine_definition import EngineDefinition
from lazyengine.taskflow.engine_flow import EngineFlow
from lazyengine.taskflow.engine_session import EngineSession
from lazyengine.taskflow.outcomes import Outcome, in_batches, outcome_of, refused
from lazyengine.taskflow.payloads import payload_of
from lazyengine.taskflow.run_statistics import RunStatistics
from lazyengine.taskflow.sound_failure import raised_failure
from lazyengine.taskflow.stored_failure import stored_failure

_WORK = (WorkKind.EXECUTE, WorkKind.REVERT)
_OFFERING = frozenset({FlowState.RUNNING, FlowState.REVERTING})
_GOING_ON = _OFFERING | {FlowState.SUSPENDING, FlowState.CANCELLING}
# How long it waits at a time where others hold all that is left to do.
_WAIT_SECONDS = 5.0
_MOST_CLAIMS = 500
# Of all details of progress in one message, which holds four times as much.
_DETAILS_BYTES = 1024 * 1024


class EngineRun(EngineFlow):
    """A run whose atoms are done in this process; `one_by_one`: in the very thread that runs it.

    Then nothing is under way when it asks for more, and it has that pushed. Otherwise it polls: it must not wait for an
    item while others are done.
    """

    def __init__(
        self,
        client: Client,
        runtime: Any,
        definition: EngineDefinition,
        statistics: RunStatistics,
        *,
        queue: str,
        one_by_one: bool,
    ) -> None:
        super().__init__(client, runtime, definition)
        self._statistics = statistics
        self._session = EngineSession(client, self._flow_id, queue, self._reports)
        pushes = one_by_one and not definition.asks
        self._pushed = self._session.pushed(_MOST_CLAIMS, _WORK) if pushes else None
        self._decisions = Decisions(runtime, definition, self._shadow)
        # What was begun, by its future.
        self._claims: dict[Any, ReadyTask] = {}
        # All that is claimed, by task_id: also what waits for its turn, or is done in this very thread.
        self._held: dict[str, ReadyTask] = {}
        self._has_more = True
        # What has become ready and was not pushed yet, by task_id.
        self._awaited: set[str] = set()

    def steps(
        self, is_suspending: Callable[[], bool], waiter: Callable[..., Any], timeout: float | None
    ) -> Iterator[str]:
        """Run, and tell each of TaskFlow's states of engines before what it stands for is done."""
        with self._session:
            yield states.RESUMING
            self._awaited.update(task.task_id for task in self._start(is_suspending).ready)
            self._decide()
            with self._pushed or nullcontext():
                yield from self._rounds(waiter, timeout)
        self._note_revision()

    def _rounds(self, waiter: Callable[..., Any], timeout: float | None) -> Iterator[str]:
        scheduling = True
        while True:
            if scheduling:
                yield states.SCHEDULING
                self._claim()
            yield states.WAITING
            self._wait(waiter, timeout)
            yield states.ANALYZING
            self._settle()
            if not self._claims and (self.failures or self.state not in _GOING_ON):
                break
            scheduling = self._offers

    @property
    def _offers(self) -> bool:
        """True where it is worth asking for further work."""
        return self._has_more and not self.failures and self.state in _OFFERING

    def _claim(self) -> None:
        """Take what is ready, by priority, and begin to work on it."""
        if not self._offers:
            return
        items = self._next_items()
        self._held.update((item.task_id, item) for item in items)
        for place, item in enumerate(items):
            try:
                self._schedule(item)
            except Exception as error:
                # As in TaskFlow: nothing further is begun, what runs is waited for, and the flow fails.
                self.failures.append(raised_failure(error))
                self._release(items[place:])
                return
        if not items and not self._claims:
            # Others hold what is left to do, or have changed the flow.
            self.flow, self._has_more = self._client.get_flow_details(self._flow_id).flow, True

    def _next_items(self) -> list[ReadyTask]:
        if self._pushed is not None:
            # As in TaskFlow, all that is ready is begun before what became of it is looked at.
            awaited = min(len(self._awaited), _MOST_CLAIMS)
            items = self._pushed.take(max(awaited, 1), _WAIT_SECONDS)
            # Where fewer have come, others have taken them.
            complete = len(items) >= awaited
            self._awaited = self._awaited - {item.task_id for item in items} if complete else set()
            return items
        wait = None if self._claims else _WAIT_SECONDS
        items = self._session.poll(_MOST_CLAIMS, _WORK, self._held.values(), wait)
        self._has_more = len(items) >= _MOST_CLAIMS
        return items

    def _schedule(self, item: ReadyTask) -> None:
        atom = self._definition.atoms[item.task_id]
        action = self._runtime.fetch_action(atom)
        begin = action.schedule_reversion if item.kind is WorkKind.REVERT else action.schedule_execution
        self._claims[begin(atom)] = item

    def _wait(self, waiter: Callable[..., Any], timeout: float | None) -> None:
        """Wait until one of the items under way is done."""
        if self._claims:
            waiter(list(self._claims), timeout=timeout)
        elif self.state in _GOING_ON and not self._offers and not self.failures:
            if self._pushed is not None:
                self._pushed.refuse()
            wait_for_rest(self._client, self._flow_id, None)
            self.flow = self._client.get_flow_details(self._flow_id).flow

    def _settle(self) -> None:
        """Tell the server what became of the items that are done, in the order of their claims."""
        if self.state not in _OFFERING:
            self._withdraw()
        done = [future for future in self._claims if future.done()]
        if self._definition.asks:
            for future in done:
                self._complete([self._outcome_of(future)])
                self._decide()
        else:
            for outcomes in in_batches(self._outcome_of(future) for future in done):
                self._complete(outcomes)

    def _outcome_of(self, future: Any) -> Outcome:
        return outcome_of(self._claims.pop(future), future)

    def _withdraw(self) -> None:
        """Give back what waits for a thread, now that nothing is to be begun any more."""
        cancelled = [future for future in self._claims if future.cancel()]
        if cancelled:
            self._release([self._claims.pop(future) for future in cancelled])

    def _release(self, items: Sequence[ReadyTask]) -> None:
        for item in items:
            self._held.pop(item.task_id, None)
        self._session.release(items)

    def _complete(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self._note(outcome)
        refusals: dict[str, Outcome] = {}

        def instead(item: ReadyTask, error: Exception) -> Mapping[str, Any]:
            refusals[item.task_id] = refusal = refused(item, error)
            self._note(refusal)
            return refusal.fields

        answers = self._session.complete_all([(outcome.item, outcome.fields) for outcome in outcomes], instead)
        for outcome, answer in zip(outcomes, answers, strict=True):
            recorded = refusals.get(outcome.item.task_id, outcome)
            self._held.pop(outcome.item.task_id, None)
            self._take(answer)
            discarded = recorded.has_failed and not self._is_final(recorded)
            self._statistics.completed(awaiting=len(answer.ready), incomplete=len(self._claims), discarded=discarded)

    def _note(self, outcome: Outcome) -> None:
        """Of what the server is about to be told of an item."""
        self._shadow.outcomes[outcome.item.task_id] = (outcome.reverted, outcome.result)
        if outcome.has_failed and self._is_final(outcome):
            self.failures.append(outcome.result)

    def _is_final(self, outcome: Outcome) -> bool:
        """Whether nothing is undone for its failure."""
        return outcome.reverted or self._definition.never_resolves

    def _decide(self) -> None:
        """Answer what is asked of deciders and of custom retry controllers, until nothing is."""
        if not self._definition.asks:
            return
        while items := self._session.poll(_MOST_CLAIMS, (WorkKind.EVALUATE,), self._held.values()):
            for item in items:
                self._take(self._session.complete(item, **self._decision(item)))

    def _decision(self, item: ReadyTask) -> dict[str, Any]:
        try:
            return {"decision": self._decisions.decide(item)}
        except Exception as error:
            # As in TaskFlow: a decider or a controller that raises ends the flow, and nothing is reverted.
            self.failures.append(raised_failure(error))
            return {"failure": stored_failure(self.failures[-1])}

    def _take(self, answer: TaskCompleteResponse) -> None:
        """Follow what a completion has led to. The flow first: a listener may suspend it."""
        if answer.flow.state is not self.state:
            # What was ready may not be any more.
            self._awaited.clear()
        self.flow = answer.flow
        self._has_more = self._has_more or bool(answer.ready)
        self._awaited.update(task.task_id for task in answer.ready)
        if answer.replayed:
            self._shadow.end(answer.task.task_id)
        self._follow(answer)

    def _reports(self) -> list[Mapping[str, Any]]:
        """How far the tasks at work have come, as they have told the storage; details while there is room for them."""
        storage, room = self._runtime.storage, _DETAILS_BYTES
        reports: list[Mapping[str, Any]] = []
        for item in list(self._held.values()):
            name = self._definition.atoms[item.task_id].name
            meta = storage._flowdetail.find(storage.get_atom_uuid(name)).meta
            told = (meta.get(META_PROGRESS_DETAILS) or {}).get("details")
            details = payload_of(told) if told else None
            if details is not None:
                room -= len(details.data)
            reports.append(
                {
                    "flow_id": item.flow_id,
                    "task_id": item.task_id,
                    "claim_token": item.claim_token,
                    "fraction": _fraction(meta.get(META_PROGRESS)),
                    "details": details if room >= 0 else None,
                }
            )
        return reports


def _fraction(told: Any) -> float:
    """From 0 to 1, whatever a task has said; 0 where that is no number."""
    try:
        fraction = float(told or 0.0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return 0.0 if math.isnan(fraction) else min(max(fraction, 0.0), 1.0)
