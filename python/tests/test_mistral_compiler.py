"""What becomes of a workflow's tasks and clauses, and what is refused by name."""

from __future__ import annotations

import pytest
from mistral import exceptions

from lazyengine.enums import EdgeTarget, ItemRetry, JoinKind, OnLost, Outcome, Phase
from lazyengine.flow_spec import FlowSpec
from lazyengine.mistral.compiler import compile_text, compile_workflow
from lazyengine.mistral.document import parse
from lazyengine.mistral.not_supported import NotSupported

TEXT = """
version: '2.0'
main:
  tags: [nightly]
  task-defaults: {timeout: 30, on-error: [h]}
  tasks:
    a:
      action: std.noop
      on-success: [j: <% true %>]
      on-complete: [j, fail msg=no]
    b: {action: std.noop, wait-before: 2, wait-after: 3, safe-rerun: false, on-success: j, on-skip: h}
    j: {join: 2, workflow: other}
    l: {action: "<% $.name %>", with-items: "i in <% $.l %>", concurrency: 4}
    h: {action: std.noop, pause-before: true}
other:
  type: reverse
  tasks:
    x: {action: std.noop, requires: [y]}
    y: {action: std.noop}
    z: {action: std.noop}
"""


def edges(spec: FlowSpec, name: str) -> list[tuple[object, ...]]:
    task = next(task for task in spec.tasks if task.name == name)
    return [(edge.to or edge.target, tuple(edge.on), edge.condition) for edge in task.next if not isinstance(edge, str)]


def test_clauses_become_edges_in_the_order_in_which_they_are_evaluated() -> None:
    spec = compile_text(TEXT, validate=False)["main"]
    success, complete = (Outcome.SUCCESS, Outcome.SKIP), (Outcome.COMPLETION,)
    assert edges(spec, "a") == [
        ("j", success, "false"),
        ("h", (Outcome.FAILURE,), ""),
        ("j", complete, ""),
        (EdgeTarget.FAIL, complete, ""),
    ]
    assert edges(spec, "b") == [
        ("j", success, "false"),
        ("h", (Outcome.FAILURE,), ""),
        ("h", (Outcome.SKIP,), "false"),
    ]
    assert edges(spec, "h") == []


def test_policies_become_fields_where_no_expression_tells_them() -> None:
    spec = compile_text(TEXT, validate=False)["main"]
    a, b, j, items, h = spec.tasks
    assert (b.delay, b.delay_after, b.on_lost, a.on_lost) == (2.0, 3.0, OnLost.FAIL, OnLost.UNSPECIFIED)
    assert [task.timeouts and task.timeouts.attempt for task in spec.tasks] == [30.0] * 5
    assert j.join is not None
    assert (j.join.kind, j.join.count, j.dynamic_flow, j.type) == (JoinKind.AT_LEAST, 2, True, "mistral.workflow")
    assert items.for_each is not None
    assert (items.for_each.max_parallel, items.for_each.retry) == (4, ItemRetry.ALL_ITEMS)
    assert (a.type, items.type) == ("std.noop", "mistral.action")
    phases = [task.evaluate and list(task.evaluate.phases) for task in (a, items, h)]
    assert phases == [[Phase.END], [Phase.START, Phase.END], [Phase.START, Phase.END]]
    assert (spec.labels, spec.allow_cycles) == ({"tag.nightly": "true"}, False)


def test_a_reverse_workflow_holds_what_its_target_requires() -> None:
    spec = compile_workflow(parse(TEXT, False), "other", target="x")
    assert [(task.name, [getattr(one, "task", one) for one in task.depends_on]) for task in spec.tasks] == [
        ("x", ["y"]),
        ("y", []),
    ]
    with pytest.raises(exceptions.WorkflowException, match="Invalid task name"):
        compile_workflow(parse(TEXT, False), "other", target="w")


@pytest.mark.parametrize(
    ("task", "feature"),
    [
        ("{action: std.noop, on-success: {publish: {atomic: {x: 1}}}}", "publish in the atomic scope"),
        ("{action: std.noop, safe-rerun: <% $.x %>}", "safe-rerun as an expression"),
        ("{action: std.echo output=<% executions() %>}", "the function executions() in expressions"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(task: str, feature: str) -> None:
    with pytest.raises(NotSupported) as refused:
        compile_text(f"version: '2.0'\nmain:\n  tasks:\n    a: {task}\n", validate=False)
    assert refused.value.feature == feature


def test_what_the_parser_refuses_is_refused_in_its_words() -> None:
    with pytest.raises(exceptions.InvalidModelException, match="Task 'nowhere' not found"):
        compile_text("version: '2.0'\nmain:\n  tasks:\n    a: {action: std.noop, on-success: nowhere}\n")
