"""Tasks that call workflows: each attempt goes on as the flow of that, or as one flow for all items of a list."""

from __future__ import annotations

from mistral import exceptions

from lazyengine.completion import Decided, Spawn
from lazyengine.enums import Phase
from lazyengine.errors import TaskFailure
from lazyengine.flow_spec import Evaluate, FlowSpec, TaskSpec
from lazyengine.mistral.compiler import WORKFLOW_TYPE, compile_workflow
from lazyengine.mistral.flow_input import WorkflowInput, called_input
from lazyengine.mistral.outcomes import not_started, succeeded
from lazyengine.mistral.task_results import NOT_STARTED
from lazyengine.mistral.task_work import TaskWork
from lazyengine.task import Task

# As a server's limits have it: the tasks of a flow that comes in one message, one for each item.
_MOST_CALLS = 20_000
# The same where the flow bounds how many of them run at once.
_MOST_BOUNDED_CALLS = 4_096


def call(work: TaskWork, queue: str) -> Spawn | Decided:
    """The flow that a task's attempt goes on as. Where its workflow cannot be started, the attempt has failed."""
    with work.evaluating():
        if work.spec.get_with_items():
            return _call_for_each(work, queue)
        values = work.action_input()
        name = work.evaluate(work.spec.get_workflow_name())
        try:
            return _spawn(called_input(work.work, name, values), queue)
        except exceptions.MistralException as error:
            return not_started(work, str(error))


def call_for_item(item: Task, queue: str) -> Spawn:
    """The flow of one item, in the flow that runs all of them."""
    work = WorkflowInput.of(item.flow_input)
    one = work.calls[int(item.name)]
    try:
        return _spawn(called_input(work, one["workflow"], one["input"]), queue)
    except exceptions.MistralException as error:
        raise TaskFailure(str(error), type=NOT_STARTED) from error


def _spawn(child: WorkflowInput, queue: str) -> Spawn:
    target = child.params.get("task_name") if child.spec.get_type() == "reverse" else None
    return Spawn(compile_workflow(child.document, child.workflow, target=target, queue=queue), input=child.payload())


def _call_for_each(work: TaskWork, queue: str) -> Spawn | Decided:
    inputs = work.item_inputs()
    if not inputs:
        return succeeded(work, [])
    most = work.policy("concurrency", "integer") or 0
    possible = _MOST_BOUNDED_CALLS if most else _MOST_CALLS
    if len(inputs) > possible:
        bounded = " with concurrency" if most else ""
        raise exceptions.InputException(
            f"with-items: {len(inputs)} items that call a workflow{bounded}, at most {possible} are possible"
        )
    name = work.evaluate(work.spec.get_workflow_name())
    all_items = WorkflowInput(
        text=work.work.text,
        workflow=work.work.workflow,
        env=work.work.env,
        params=work.work.params,
        definition=work.work.definition,
        items_of=work.item.name,
        calls=tuple({"workflow": name, "input": values} for values in inputs),
    )
    return Spawn(_items_flow(work, len(inputs), most, queue), input=all_items.payload())


def _items_flow(work: TaskWork, count: int, most: int, queue: str) -> FlowSpec:
    """All items run though one fails; the flow's output lists what each resulted in."""
    return FlowSpec(
        f"{work.work.workflow}/{work.item.name}",
        tasks=[_item_task(index, queue) for index in range(count)],
        max_parallel=most,
        evaluate=Evaluate(queue, [Phase.OUTPUT]),
    )


def _item_task(index: int, queue: str) -> TaskSpec:
    return TaskSpec(
        str(index),
        type=WORKFLOW_TYPE,
        queue=queue,
        needs_flow_input=True,
        dynamic_flow=True,
        suspend_parent=True,
    )
