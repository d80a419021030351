"""Does a task, or an item of one, whose work is an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mistral import exceptions

from lazyengine.completion import Decided, Deferred
from lazyengine.errors import TaskFailure
from lazyengine.mistral import actions
from lazyengine.mistral.action_executions import ActionExecution, action_execution_of, call_shown, keep
from lazyengine.mistral.executors import is_remote, perform
from lazyengine.mistral.outcomes import action_failure, failed, not_started, succeeded
from lazyengine.mistral.task_end import MISTRAL_ERRORS
from lazyengine.mistral.task_results import NOT_STARTED
from lazyengine.mistral.task_rules import safe_rerun
from lazyengine.mistral.task_work import TaskWork

#: In place of running actions: called with the action's name, its input and what it is run for.
Answer = Callable[[str, dict[str, Any], ActionExecution], tuple[str, Any] | None]


class _NotStarted(Exception):
    """The action cannot be run with this input: the task fails."""


def do_action(work: TaskWork, answer: Answer | None) -> Decided | Deferred:
    """Run the task's action. What is raised of Mistral's exceptions fails the workflow."""
    with work.evaluating():
        is_item = work.item.item is not None
        values = work.item.item["input"] if is_item else work.action_input()
        try:
            outcome = _run(work, values, answer)
        except _NotStarted as error:
            if not is_item:
                return not_started(work, str(error))
            raise TaskFailure(str(error), type=NOT_STARTED) from error
        except MISTRAL_ERRORS as error:
            if not is_item:
                raise
            raise TaskFailure(str(error), type=NOT_STARTED) from error
    if isinstance(outcome, Deferred):
        return outcome
    has_succeeded, value = outcome
    if not is_item:
        decided = succeeded(work, value) if has_succeeded else failed(work, value)
        return _with_call(work, decided, values)
    return Decided(result=value) if has_succeeded else Decided(failure=action_failure(value))


def _with_call(work: TaskWork, decided: Decided, values: dict[str, Any]) -> Decided:
    """Where Mistral's database is to show it: with what was called."""
    if not work.work.definition:
        return decided
    return replace(decided, memo={**(decided.memo or work.memo), "call": call_shown(work.action_name(), values)})


def _run(work: TaskWork, values: dict[str, Any], answer: Answer | None) -> tuple[bool, Any] | Deferred:
    """Whether it has succeeded, and with what; deferred = somebody else brings that."""
    name = work.action_name()
    view = work.scope.action_view()
    definition = work.work.definition
    if answer is None and work.work.document.action(name) is None:
        actions.find(name, definition)
    try:
        call = actions.call_of(work.work.document, name, values, view)
        action = None if answer is not None else actions.instantiate(call, view, definition)
    except exceptions.MistralException as error:
        raise _NotStarted(str(error)) from error
    execution = action_execution_of(work.item, name, tuple(call.outputs))
    if definition:
        execution = replace(execution, input=call_shown(name, values)["input"])
    if action is None or answer is not None:
        told = answer(call.name, dict(call.input), execution) if answer is not None else None
        state, value = told if told is not None else ("success", None)
        if state == "deferred":
            keep(work.client, execution)
            return work.item.defer()
    else:
        result = perform(
            work.client,
            work.item,
            action,
            execution,
            _told(work, execution),
            safe_rerun=bool(safe_rerun(work.workflow, work.spec)),
            timeout=_limit(work),
            remote=bool(definition) and is_remote(),
        )
        if isinstance(result, Deferred):
            return result
        state, value = ("success", result.data) if result.is_success() else ("error", result.error)
    return (True, call.converted(value)) if state == "success" else (False, value)


def _told(work: TaskWork, execution: ActionExecution) -> dict[str, Any]:
    """What an action may know about its execution."""
    return {
        "workflow_execution_id": work.work.execution_id(execution.flow_id),
        "task_execution_id": work.task_execution["id"],
        "action_execution_id": execution.id,
        "workflow_name": work.work.workflow,
        "callback_url": f"/v2/action_executions/{execution.id}",
    }


def _limit(work: TaskWork) -> float | None:
    timeout = work.policy("timeout", "integer")
    return float(timeout) if timeout else None
