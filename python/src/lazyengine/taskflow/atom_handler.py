"""Does what an executor was handed of a TaskFlow flow, and tells what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from taskflow import retry as retry_module
from taskflow import task as task_module
from taskflow.types import failure as failure_module
from taskflow.types import notifier

from lazyengine.enums import WorkKind
from lazyengine.task import Task
from lazyengine.taskflow.sound_failure import raised_failure
from lazyengine.taskflow.stored_failure import failed, taskflow_failure
from lazyengine.taskflow.task_arguments import Argument, argument_values
from lazyengine.taskflow.value_encoding import decode_value, encode_value

#: Of a task: where its function returns None, it stays RUNNING until somebody completes it.
DEFER_NONE_LABEL = "lazyengine.defer_none"

#: Finds or makes the task object for a recipe, which is None where the task could not be taken apart.
ObjectFor = Callable[[Task, Mapping[str, Any] | None], Any]


def do_atom(task: Task, object_for: ObjectFor) -> Any:
    """The outcome of a task or of a retry controller: what `execute` or `revert` returned, ready to be sent, or a
    deferral where that is None and the task is one that somebody else then finishes.

    Raises TaskFailure where it raised, or where `execute` returned a TaskFlow Failure.
    """
    try:
        atom = atom_of(task, object_for)
        result = _revert(task, atom) if task.kind is WorkKind.REVERT else _execute(task, atom)
    except Exception as error:
        # The failure says all of the exception itself; what follows it are the causes of that.
        raise failed(raised_failure(error)) from error.__cause__
    if isinstance(result, failure_module.Failure):
        raise failed(result)
    if result is None and task.claim.labels.get(DEFER_NONE_LABEL) == "true":
        return task.defer()
    return encode_value(result)


def atom_of(task: Task, object_for: ObjectFor) -> Any:
    """The object that a work item is about."""
    return object_for(task, decode_value(task.input)["task"])


def arguments_of(task: Task, atom: Any, which: str = "arguments") -> dict[str, Any]:
    """What it is called with: `which` tells the arguments of `execute` from those of `revert`."""
    return argument_values(
        [Argument(**argument) for argument in decode_value(task.input)[which]],
        inject=atom.inject or {},
        store=(decode_value(task.flow_input) or {}).get("store", {}),
        results={name: decode_value(result) for name, result in task.dependency_results.items()},
    )


def history_of(task: Task) -> Any:
    """The history of a retry controller, as TaskFlow hands it."""
    attempts = [
        (decode_value(attempt.value), {name: taskflow_failure(failure) for name, failure in attempt.failures.items()})
        for attempt in task.history
    ]
    own = task.history[-1].own if task.history else None
    return retry_module.History(attempts, failure=None if own is None else taskflow_failure(own))


def _execute(task: Task, atom: Any) -> Any:
    arguments = arguments_of(task, atom)
    if isinstance(atom, retry_module.Retry):
        return atom.execute(**arguments, history=history_of(task))
    with _progress(task, atom):
        try:
            atom.pre_execute()
            return atom.execute(**arguments)
        finally:
            atom.post_execute()


def _revert(task: Task, atom: Any) -> Any:
    arguments = arguments_of(task, atom, "revert_arguments")
    failures = {name: taskflow_failure(failure) for name, failure in task.failures.items()}
    arguments[task_module.REVERT_FLOW_FAILURES] = failures
    if isinstance(atom, retry_module.Retry):
        return atom.revert(**arguments, history=history_of(task))
    arguments[task_module.REVERT_RESULT] = _own(task)
    with _progress(task, atom):
        try:
            atom.pre_revert()
            return atom.revert(**arguments)
        finally:
            atom.post_revert()


def _own(task: Task) -> Any:
    """What the task that is reverted resulted in, or its failure."""
    if task.own is None:
        return None
    return decode_value(task.own.result) if task.own.failure is None else taskflow_failure(task.own.failure)


def _progress(task: Task, atom: Any) -> Any:
    def report(_event: str, details: Mapping[str, Any]) -> None:
        task.progress(details["progress"])

    return notifier.register_deregister(atom.notifier, task_module.EVENT_UPDATE_PROGRESS, callback=report)
