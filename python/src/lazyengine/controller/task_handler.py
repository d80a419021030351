"""Does a TaskFlow task that an executor was handed, and tells what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from taskflow import task as task_module
from taskflow.types import failure as failure_module
from taskflow.types import notifier

from lazyengine.controller.flow_definition import DEFER_NONE_LABEL
from lazyengine.task import Task
from lazyengine.taskflow.stored_failure import failed
from lazyengine.taskflow.task_arguments import Argument, argument_values
from lazyengine.taskflow.value_encoding import decode_value, encode_value

#: Finds or makes the task object for a recipe, which is None where the task could not be taken apart.
ObjectFor = Callable[[Task, Mapping[str, Any] | None], Any]


def do_task(task: Task, object_for: ObjectFor) -> Any:
    """The outcome of a task: what `execute` returned, ready to be sent, or a deferral where that is None and the task
    is one that somebody else then finishes.

    Raises TaskFailure where `execute` raised, or returned a TaskFlow Failure.
    """
    work = decode_value(task.input)
    try:
        job = object_for(task, work["task"])
        arguments = argument_values(
            [Argument(**argument) for argument in work["arguments"]],
            inject=job.inject or {},
            store=(decode_value(task.flow_input) or {}).get("store", {}),
            results={name: decode_value(result) for name, result in task.dependency_results.items()},
        )
        result = _execute(job, arguments, task.progress)
    except Exception as error:
        # The failure says all of the exception itself; what follows it are the causes of that.
        raise failed(failure_module.Failure.from_exception(error)) from error.__cause__
    if isinstance(result, failure_module.Failure):
        raise failed(result)
    if result is None and task.claim.labels.get(DEFER_NONE_LABEL) == "true":
        return task.defer()
    return encode_value(result)


def _execute(job: Any, arguments: Mapping[str, Any], report: Callable[[float], None]) -> Any:
    def on_progress(_event: str, details: Mapping[str, Any]) -> None:
        report(details["progress"])

    with notifier.register_deregister(job.notifier, task_module.EVENT_UPDATE_PROGRESS, callback=on_progress):
        try:
            job.pre_execute()
            return job.execute(**arguments)
        finally:
            job.post_execute()
