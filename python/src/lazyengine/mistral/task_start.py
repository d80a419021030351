"""How a task of a workflow runs, where that is not known before its turn comes: lists of items, policies, pauses."""

from __future__ import annotations

from typing import Any

from mistral import expressions

from lazyengine.decision import Decision, Plan
from lazyengine.flow_spec import Timeouts
from lazyengine.mistral.compiler import calls_workflow, target_queue
from lazyengine.mistral.stored_values import stored
from lazyengine.mistral.task_end import MISTRAL_ERRORS, fail_workflow
from lazyengine.mistral.task_work import TaskWork


def decide_start(work: TaskWork, *, follows_targets: bool) -> Decision:
    """The decision before a task runs. An expression that cannot be evaluated fails the workflow."""
    try:
        with work.evaluating():
            decision = Decision(plan=_plan(work, follows_targets))
    except MISTRAL_ERRORS as error:
        return fail_workflow(work, str(error))
    work.item.remember(stored({"inbound": work.inbound}))
    return decision


def _plan(work: TaskWork, follows_targets: bool) -> Plan:
    plan = Plan(pause=work.policy("pause_before", "boolean") or False)
    # What was paused before does not wait once more.
    plan.delay = 0 if plan.pause else _seconds(work, "wait_before")
    plan.delay_after = _seconds(work, "wait_after")
    timeout = _seconds(work, "timeout")
    plan.timeouts = Timeouts(attempt=timeout) if timeout else None
    if calls_workflow(work.spec):
        return plan
    if work.spec.get_with_items():
        plan.max_parallel = work.policy("concurrency", "integer") or 0
        plan.items = [{"input": values} for values in work.item_inputs()]
    if follows_targets and work.spec.get_target():
        plan.queue = target_queue(work.item.claim.queue, _target(work))
    return plan


def _seconds(work: TaskWork, name: str) -> float | None:
    value = work.policy(name, "integer")
    return None if value is None else float(value)


def _target(work: TaskWork) -> Any:
    values = {} if work.spec.get_with_items() else work.action_input()
    return expressions.evaluate_recursively(work.spec.get_target(), work.scope.target_view(values))
