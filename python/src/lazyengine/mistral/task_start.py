"""How a task of a workflow runs, where that is not known before its turn comes: lists of items, policies, pauses."""

from __future__ import annotations

from typing import Any

from mistral import exceptions, expressions
from mistral_lib import utils

from lazyengine.decision import Decision, Plan
from lazyengine.flow_spec import Timeouts
from lazyengine.mistral.compiler import calls_workflow, target_queue
from lazyengine.mistral.stored_values import stored
from lazyengine.mistral.task_end import MISTRAL_ERRORS, fail_workflow
from lazyengine.mistral.task_work import TaskWork

# As a server's limits have it: the items of a list.
_MOST_ITEMS = 100_000
# Of the inputs in one decision; a message holds twice as much.
_PAGE_BYTES = 2 * 1024 * 1024


def decide_start(work: TaskWork, *, follows_targets: bool) -> Decision:
    """The decision before a task runs. An expression that cannot be evaluated fails the workflow.

    A list whose inputs are too large for one decision is planned in several: how far it has come is in the memo.
    """
    planned = int(work.memo.get("planned", 0))
    try:
        with work.evaluating():
            plan = _plan(work, follows_targets, planned)
    except MISTRAL_ERRORS as error:
        return fail_workflow(work, str(error))
    going_on = {"planned": planned + len(plan.items)} if plan.more else {}
    work.item.remember(stored({"inbound": work.inbound, **going_on}))
    return Decision(plan=plan)


def _plan(work: TaskWork, follows_targets: bool, planned: int) -> Plan:
    plan = Plan(pause=planned == 0 and (work.policy("pause_before", "boolean") or False))
    # What was paused before does not wait once more.
    plan.delay = 0 if plan.pause else _seconds(work, "wait_before")
    plan.delay_after = _seconds(work, "wait_after")
    timeout = _seconds(work, "timeout")
    plan.timeouts = Timeouts(attempt=timeout) if timeout else None
    if calls_workflow(work.spec):
        return plan
    if work.spec.get_with_items():
        plan.max_parallel = work.policy("concurrency", "integer") or 0
        items = [{"input": values} for values in work.item_inputs()]
        if len(items) > _MOST_ITEMS:
            raise exceptions.InputException(f"with-items: {len(items)} items, at most {_MOST_ITEMS} are possible")
        plan.items = _page(items[planned:])
        plan.more = planned + len(plan.items) < len(items)
    if follows_targets and work.spec.get_target():
        plan.queue = target_queue(work.item.claim.queue, _target(work))
    return plan


def _page(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first of them that fit into one decision, one at least."""
    size = 0
    for count, item in enumerate(items):
        size += len(utils.to_json_str(item).encode())
        if size > _PAGE_BYTES and count > 0:
            return items[:count]
    return items


def _seconds(work: TaskWork, name: str) -> float | None:
    value = work.policy(name, "integer")
    return None if value is None else float(value)


def _target(work: TaskWork) -> Any:
    values = {} if work.spec.get_with_items() else work.action_input()
    return expressions.evaluate_recursively(work.spec.get_target(), work.scope.target_view(values))
