"""What a workflow results in, once nothing is left to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mistral import expressions
from mistral.workflow import context_versioning

from lazyengine.client import Client
from lazyengine.cut_text import cut
from lazyengine.decision import Decision, FlowEnd
from lazyengine.enums import FlowState, FlowView
from lazyengine.flow_values import Failure
from lazyengine.mistral.contexts import Context, Scope
from lazyengine.mistral.expression_functions import looking_at
from lazyengine.mistral.flow_facts import FlowFacts
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.task_end import MESSAGE_BYTES, MISTRAL_ERRORS
from lazyengine.mistral.task_results import result_of
from lazyengine.mistral.task_rules import is_direct
from lazyengine.mistral.task_work import inbound_of
from lazyengine.task import Task

#: Types of failures that are the flow's own, whatever its tasks are.
_WHOLE_FLOW = frozenset({"FAIL_TARGET", "ENDED", "FLOW_TIMEOUT"})
#: What the server says of an edge that ended the flow and has said nothing itself.
_BY_AN_EDGE = re.compile(r"an edge of task \S+$")


def decide_output(client: Client, item: Task) -> Decision:
    """The decision about the output of a flow. One that cannot be evaluated fails a flow that would have succeeded."""
    work = WorkflowInput.of(item.flow_input)
    if work.items_of is not None:
        tasks = client.iterate_tasks(item.flow_id, view=FlowView.FULL)
        return Decision(end=FlowEnd(output=[result_of(client, item.flow_id, task, ()) for task in tasks]))
    failure = item.own.failure if item.own is not None else None
    message = None if failure is None else _told(client, item.flow_id, work, failure)
    context = _final_context(client, item, work)
    scope = Scope(work, item.flow_id, item.globals, {}, None)
    with looking_at(FlowFacts(client, item.flow_id, scope, None)):
        if failure is not None:
            return Decision(end=FlowEnd(output=_output_on_error(work, scope, context, message)))
        try:
            return Decision(end=FlowEnd(output=_evaluated(work.spec.get_output(), scope, context)))
        except MISTRAL_ERRORS as error:
            output = _output_on_error(work, scope, context, str(error))
            return Decision(end=FlowEnd(FlowState.FAILED, message=cut(str(error), MESSAGE_BYTES), output=output))


def _told(client: Client, flow_id: str, work: WorkflowInput, failure: Failure) -> str | None:
    """Why the flow fails, in the form in which Mistral says it: by the tasks that failed and have no on-error.

    None where `fail` had no message.
    """
    if failure.type in _WHOLE_FLOW:
        return None if _BY_AN_EDGE.match(failure.message) else failure.message
    listed = [task for task in client.iterate_tasks(flow_id, states=["FAILED"]) if task.item_index is None]
    handles = work.spec.get_on_error_clause if is_direct(work.spec) else lambda _name: ()
    failed = [task for task in listed if not handles(task.name)]
    names = ", ".join(sorted(task.task_id for task in failed))
    lines = [f"  {task.task_id} -> {task.failure.message if task.failure else ''}" for task in failed]
    return "\n".join([f"Failure caused by error in tasks: {names}", "", *lines])


def _final_context(client: Client, item: Task, work: WorkflowInput) -> Context:
    """What the tasks that lead no further have left; of a reverse workflow what its target has."""
    if is_direct(work.spec):
        return inbound_of(client, item)
    target = work.params.get("task_name")
    left: Sequence[Mapping[str, Any]] = [c.context for c in item.causes if c.task_id == target and c.context]
    return dict(left[0]["outbound"]) if left else {}


def _output_on_error(work: WorkflowInput, scope: Scope, context: Context, message: str | None) -> dict[str, Any]:
    try:
        output = _evaluated(work.spec.get_output_on_error(), scope, context)
    except MISTRAL_ERRORS as error:
        return {"result": f"Failed to evaluate expression in output-on-error! (exception: '{error}' Cause: '{message}'"}
    return {"result": message, **output}


def _evaluated(spec: Any, scope: Scope, context: Context) -> dict[str, Any]:
    """Without an output of its own a workflow results in all that its branches know."""
    output = expressions.evaluate_recursively(spec, scope.outbound_view(context))
    known = {key: value for key, value in context.items() if key != context_versioning.VERSIONS_KEY}
    result: dict[str, Any] = output or known
    return result
