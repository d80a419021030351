"""Definitions of workflows: what Mistral's spec objects say, as tasks and edges.

Expressions are evaluated by a runner, when their turn comes: an edge with a guard, or on success, has a condition that
never holds, so that it fires by a decision alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lazyengine.enums import EdgeTarget, ItemRetry, JoinKind, OnLost, Outcome, Phase
from lazyengine.flow_spec import Dependency, Edge, Evaluate, FlowSpec, ForEach, Join, TaskSpec, Timeouts
from lazyengine.mistral.document import Document, parse
from lazyengine.mistral.not_supported import NotSupported
from lazyengine.mistral.reachable import all_tasks, reachable_tasks, refuse_unsupported
from lazyengine.mistral.task_rules import (
    ENGINE_COMMANDS,
    Transition,
    is_direct,
    is_expression,
    policy,
    publishes_globally,
    safe_rerun,
    transitions,
)

#: Where the tasks of workflows, and what is to be decided about them, wait for runners.
QUEUE = "mistral"
#: The type of a task whose action is told by an expression, and that of one that calls a workflow.
ACTION_TYPE = "mistral.action"
WORKFLOW_TYPE = "mistral.workflow"

_NEVER = "false"
_OUTCOMES = {
    # What is skipped and has no on-skip that holds takes on-success.
    "on-success": (Outcome.SUCCESS, Outcome.SKIP),
    "on-error": (Outcome.FAILURE,),
    "on-skip": (Outcome.SKIP,),
    "on-complete": (Outcome.COMPLETION,),
}


def compile_text(text: str, *, validate: bool = True, queue: str = QUEUE) -> dict[str, FlowSpec]:
    """The definitions of all workflows of a text, by full name.

    Raises NotSupported for what has no counterpart here, and what Mistral's parser raises for what it refuses. Of a
    reverse workflow all tasks are taken; which are run depends on the task that is asked for.
    """
    document = parse(text, validate)
    return {name: compile_workflow(document, name, queue=queue) for name in document.workflows}


def compile_workflow(
    document: Document, name: str | None = None, *, target: str | None = None, queue: str = QUEUE
) -> FlowSpec:
    """The definition of one workflow; `target`: of a reverse one the task that it is to come to, None = all of them."""
    full_name, workflow = document.workflow(name)
    refuse_unsupported(full_name, workflow)
    tasks = all_tasks(workflow) if target is None else reachable_tasks(workflow, target)
    has_globals = publishes_globally(workflow)
    make = _direct_task if is_direct(workflow) else _reverse_task
    spec = FlowSpec(
        full_name,
        tasks=[make(workflow, task, queue, has_globals) for task in tasks],
        labels=_tag_labels(workflow),
        evaluate=Evaluate(queue, [Phase.OUTPUT]),
    )
    spec.allow_cycles = is_direct(workflow) and _has_cycle(workflow)
    return spec


def _direct_task(workflow: Any, task: Any, queue: str, has_globals: bool) -> TaskSpec:
    spec = _task(workflow, task, queue, has_globals)
    spec.next = [_edge(transition) for transition in transitions(workflow, task.get_name())]
    spec.join = _join(task.get_join())
    return spec


def _reverse_task(workflow: Any, task: Any, queue: str, has_globals: bool) -> TaskSpec:
    spec = _task(workflow, task, queue, has_globals)
    spec.depends_on = [Dependency(name) for name in sorted(workflow.get_task_requires(task))]
    return spec


def _task(workflow: Any, task: Any, queue: str, has_globals: bool) -> TaskSpec:
    name, calls = task.get_name(), calls_workflow(task)
    phases = [Phase.START, Phase.END] if asks_before(workflow, task) else [Phase.END]
    concurrency = policy(workflow, task, "concurrency")
    for_each = None
    if task.get_with_items() and not calls:
        most = concurrency if isinstance(concurrency, int) else 0
        for_each = ForEach(max_parallel=most, retry=ItemRetry.ALL_ITEMS)
    rerun = safe_rerun(workflow, task)
    if is_expression(rerun):
        raise NotSupported("safe-rerun as an expression", f"task {name!r}")
    timeout = _seconds(workflow, task, "timeout")
    return TaskSpec(
        name,
        type=_type(task),
        queue=queue,
        evaluate=Evaluate(queue, phases),
        needs_flow_input=True,
        needs_globals=has_globals,
        delay=_seconds(workflow, task, "wait_before"),
        delay_after=_seconds(workflow, task, "wait_after"),
        timeouts=Timeouts(attempt=timeout) if timeout else None,
        on_lost=OnLost.FAIL if rerun is False else OnLost.UNSPECIFIED,
        labels=_tag_labels(task),
        for_each=for_each,
        dynamic_flow=calls,
        suspend_parent=calls,
    )


def asks_before(workflow: Any, task: Any) -> bool:
    """Whether something is to be evaluated before the task runs, or waits."""
    names = ("wait_before", "wait_after", "timeout")
    is_asked = any(is_expression(policy(workflow, task, name)) for name in names)
    is_list = bool(task.get_with_items()) and not calls_workflow(task)
    return is_asked or is_list or bool(task.get_target()) or bool(policy(workflow, task, "pause_before"))


def calls_workflow(task: Any) -> bool:
    """Whether a task runs a workflow, not an action."""
    return task.get_workflow_name() is not None


def target_queue(queue: str, target: Any) -> str:
    """Where the tasks wait that only the runner of this name is to do."""
    return f"{queue}@{target}"


def _type(task: Any) -> str:
    if calls_workflow(task):
        return WORKFLOW_TYPE
    action = task.get_action_name() or "std.noop"
    return ACTION_TYPE if is_expression(action) else str(action)


def _seconds(workflow: Any, task: Any, name: str) -> float | None:
    value = policy(workflow, task, name)
    return None if value is None or isinstance(value, str) else float(value)


def _edge(transition: Transition) -> Edge:
    decided = transition.guard or transition.clause in ("on-success", "on-skip")
    edge = Edge(on=_OUTCOMES[transition.clause], condition=_NEVER if decided else "")
    if transition.to not in ENGINE_COMMANDS:
        edge.to = transition.to
        return edge
    edge.target = EdgeTarget[transition.to.upper()]
    return edge


def _join(join: Any) -> Join | None:
    if join is None:
        return None
    if join == "all":
        return Join(JoinKind.ALL)
    return Join(JoinKind.ANY) if join == "one" else Join(JoinKind.AT_LEAST, count=join)


def _tag_labels(spec: Any) -> Mapping[str, str]:
    return {f"tag.{tag}": "true" for tag in spec.get_tags()}


def _has_cycle(workflow: Any) -> bool:
    following = {task.get_name(): workflow.find_outbound_task_names(task.get_name()) for task in workflow.get_tasks()}
    following = {name: {one for one in names if one in following} for name, names in following.items()}
    while True:
        ends = {name for name, names in following.items() if not names}
        if not ends:
            return bool(following)
        following = {name: names - ends for name, names in following.items() if name not in ends}
