"""The engine's own copy of its flow: TaskFlow's storage, kept in step with the server by the changes that it tells.

It has what the server cannot have: exceptions with their tracebacks, values of any type, listeners.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from taskflow import retry as retry_module
from taskflow import states
from taskflow.types import failure as failure_module

from lazyengine.enums import Intent, TaskState, WorkKind
from lazyengine.flow_values import StateChange
from lazyengine.task_values import TaskDetails
from lazyengine.taskflow.engine_definition import EngineDefinition, is_served
from lazyengine.taskflow.states import task_state
from lazyengine.taskflow.stored_failure import taskflow_failure
from lazyengine.taskflow.value_encoding import decode_value

_INTENTIONS = {
    Intent.EXECUTE: states.EXECUTE,
    Intent.REVERT: states.REVERT,
    Intent.RETRY: states.RETRY,
    Intent.SKIP: states.IGNORE,
}
_NOTHING = object()
_ENDS = frozenset({TaskState.SUCCEEDED, TaskState.FAILED, TaskState.REVERTED, TaskState.REVERT_FAILED})
_AT_WORK = frozenset({TaskState.RUNNING, TaskState.REVERTING})
_NOT_DONE = frozenset({states.PENDING, states.RUNNING})
# A task is skipped for other reasons, too, as where its flow has failed: to TaskFlow it then is PENDING.
_IGNORED = "DECIDED"


class Shadow:
    """Applies changes to the storage, in order, and has the listeners of atoms told of each."""

    def __init__(self, runtime: Any, definition: EngineDefinition) -> None:
        self._runtime = runtime
        self._atoms = definition.atoms
        #: What atoms have come to that the server has not told yet, by task_id.
        self.outcomes: dict[str, Any] = {}
        #: The failures that each custom controller has still to decide about, oldest first, by its name.
        self.undecided: dict[str, list[tuple[Any, Any]]] = {}

    def apply(self, changes: Iterable[StateChange]) -> None:
        """Follow what a call has changed."""
        for change in changes:
            atom = self._atoms.get(change.task_id)
            if atom is None:
                continue
            if change.task_to in _ENDS and change.task_from is not change.task_to:
                self.end(change.task_id)
            self._change(atom, change.task_to, change.intent, change.reason)

    def failed_before(self) -> None:
        """The failures that the server decides about as it takes up a snapshot are put to controllers here, too."""
        storage = self._runtime.storage
        for atom in self._atoms.values():
            ended = (storage.get_atom_state(atom.name), storage.get_atom_intention(atom.name))
            if ended == (states.FAILURE, states.EXECUTE):
                self.put_to_controllers(atom, storage.get(atom.name))

    def end(self, task_id: str) -> None:
        """What was done here has been recorded there."""
        atom = self._atoms[task_id]
        # A revert that was offered and is not any more leaves its task as it was: nothing has come of it.
        reverted, result = self.outcomes.pop(task_id, (False, _NOTHING))
        if result is _NOTHING:
            return
        self._end(atom, reverted, result)
        if isinstance(result, failure_module.Failure) and not reverted:
            self.put_to_controllers(atom, result)

    def catch_up(self, tasks: Iterable[TaskDetails], *, tells_begin: bool = False) -> None:
        """Follow what others have done, or what an answer would have told that was lost on its way.

        With `tells_begin` also what they have begun to do.
        """
        for task in tasks:
            atom = self._atoms.get(task.task_id)
            if atom is not None:
                self._adopt(atom, task, tells_begin)

    def put_to_controllers(self, atom: Any, failure: Any) -> None:
        """Note a failure in the history of each controller that is asked about it, from the innermost one outward.

        It ends where a custom controller is reached, which the server asks for a decision.
        """
        retry = self._runtime.find_retry(atom)
        while retry is not None:
            if not is_served(retry):
                self._runtime.storage.save_retry_failure(retry.name, atom.name, failure)
                self.undecided.setdefault(retry.name, []).append((atom, failure))
                return
            if self._runtime.retry_action.on_failure(retry, atom, failure) != retry_module.REVERT:
                return
            atom, retry = retry, self._runtime.find_retry(retry)

    def _change(self, atom: Any, entered: TaskState, intent: Intent, reason: str) -> None:
        action = self._runtime.fetch_action(atom)
        if entered is TaskState.RETRYING:
            action.change_state(atom, states.RETRYING)
        elif entered is TaskState.PENDING and intent is not Intent.REVERT:
            self._restate(atom, states.PENDING)
        elif entered is TaskState.SKIPPED:
            if reason != _IGNORED:
                return
            self._restate(atom, states.IGNORE)
        intention = _INTENTIONS.get(intent)
        if intention is not None and self._runtime.storage.get_atom_intention(atom.name) != intention:
            self._runtime.storage.set_atom_intention(atom.name, intention)

    def _end(self, atom: Any, reverted: bool, result: Any) -> None:
        action = self._runtime.fetch_action(atom)
        if reverted:
            action.complete_reversion(atom, result)
        else:
            action.complete_execution(atom, result)

    def _adopt(self, atom: Any, task: TaskDetails, tells_begin: bool) -> None:
        storage = self._runtime.storage
        if storage.get_atom_intention(atom.name) == states.RETRY and task.intent is Intent.EXECUTE:
            self._change(atom, TaskState.RETRYING, Intent.EXECUTE, "")
        # TaskFlow forgets the history of a controller that is reverted.
        if isinstance(atom, retry_module.Retry) and storage.get_atom_state(atom.name) != states.REVERTED:
            self._adopt_history(atom, task)
        state = storage.get_atom_state(atom.name)
        if task.intent is Intent.REVERT and task.state is not TaskState.PENDING and state in _NOT_DONE:
            # What it is undone of has been passed over meanwhile.
            self._end(atom, False, _result_of(task, reverted=False))
            state = storage.get_atom_state(atom.name)
        if task.state in _ENDS and task_state(task.state) != state:
            reverted = task.state in (TaskState.REVERTED, TaskState.REVERT_FAILED)
            self._end(atom, *self.outcomes.pop(task.task_id, (reverted, _result_of(task, reverted))))
        self._change(atom, task.state, task.intent, task.state_reason)
        if tells_begin and task.state in _AT_WORK and task.kind is not WorkKind.EVALUATE:
            begun = task_state(task.state)
            if storage.get_atom_state(atom.name) != begun:
                self._runtime.fetch_action(atom).change_state(atom, begun)

    def _adopt_history(self, retry: Any, task: TaskDetails) -> None:
        """The attempts of a controller that the storage does not have; of its latest one the failures it lacks."""
        storage = self._runtime.storage
        known = len(storage.get_retry_history(retry.name))
        for place, attempt in enumerate(task.scope_history):
            if place >= known:
                self._end(retry, False, decode_value(attempt.value))
            if place >= known - 1:
                for name, failure in attempt.failures.items():
                    storage.save_retry_failure(retry.name, name, taskflow_failure(failure))

    def _restate(self, atom: Any, state: str) -> None:
        self._runtime.reset_atoms([atom], state=state, intention=None)


def _result_of(task: TaskDetails, reverted: bool) -> Any:
    failure = task.revert_failure if reverted else task.failure
    if failure is not None and task.state is not TaskState.SUCCEEDED:
        return taskflow_failure(failure)
    return decode_value(task.revert_result if reverted else task.result)
