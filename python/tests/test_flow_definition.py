"""What a definition says of a TaskFlow flow, and what is refused; without a server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from taskflow import exceptions, retry, task
from taskflow.patterns import graph_flow, linear_flow, unordered_flow

import controller_flows as flows
from lazyengine import FailureMode, FlowSpec, TaskSpec
from lazyengine.controller import UnsupportedFlow
from lazyengine.controller.flow_definition import compile_flow, flow_definition
from lazyengine.taskflow.value_encoding import decode_value


def named(name: str, **kwargs: Any) -> Any:
    return task.FunctorTask(flows.who, name=name, **kwargs)


def doubled(name: str, **kwargs: Any) -> Any:
    return task.FunctorTask(flows.double, name=name, **kwargs)


def definition(flow: Any, store: Mapping[str, Any] | None = None, portable: bool = True) -> FlowSpec:
    return flow_definition(compile_flow(flow, store or {}), store or {}, queue="q", portable=portable)


def edges(spec: FlowSpec) -> dict[str, list[Any]]:
    return {item.name: list(item.depends_on) for item in spec.tasks}


def arguments(item: TaskSpec) -> dict[str, tuple[str, list[Any]]]:
    bound = decode_value(item.input)["arguments"]
    return {argument["name"]: (argument["symbol"], list(argument["places"])) for argument in bound}


def test_a_task_is_named_typed_versioned_and_ranked_as_in_taskflow() -> None:
    class Urgent(flows.Sizes):
        priority = 7

    job = Urgent("sizes")
    job.version = (2, 3)
    spec = definition(linear_flow.Flow("f").add(job, task.FunctorTask(flows.area)), portable=False)
    assert (spec.name, spec.failure_mode) == ("f", FailureMode.STOP)
    first, second = spec.tasks
    assert (first.name, first.priority, first.queue) == ("sizes", 7, "q")
    assert first.labels == {"lazyengine.defer_none": "true", "taskflow.version": "2.3"}
    assert (second.name, second.type) == ("controller_flows.area", "controller_flows:area")
    assert definition(flows.area_flow()).tasks[0].type == "controller_flows:Sizes"


def test_a_linear_flow_is_a_chain_an_unordered_one_is_free_and_a_single_task_is_a_flow() -> None:
    line = linear_flow.Flow("l").add(named("a"), named("b"), named("c"))
    assert edges(definition(line)) == {"a": [], "b": ["a"], "c": ["b"]}
    assert edges(definition(unordered_flow.Flow("u").add(named("a"), named("b")))) == {"a": [], "b": []}
    alone = definition(named("alone"))
    assert (alone.name, edges(alone)) == ("alone", {"alone": []})
    assert edges(definition(linear_flow.Flow("empty"))) == {}


def test_a_graph_flow_has_the_edges_of_its_symbols_and_of_its_links() -> None:
    a, b, c = named("a", provides="x"), doubled("b"), named("c")
    graph = graph_flow.Flow("g").add(b, c, a)
    graph.link(c, a)
    assert edges(definition(graph)) == {"b": ["a"], "c": [], "a": ["c"]}


def test_a_targeted_flow_is_its_target_and_what_that_needs() -> None:
    a, b, c = named("a", provides="x"), doubled("b"), named("c")
    graph = graph_flow.TargetedFlow("g").add(a, b, c)
    graph.set_target(b)
    assert edges(definition(graph)) == {"a": [], "b": ["a"]}


def test_layers_that_follow_each_other_are_joined_by_one_no_op() -> None:
    layers = linear_flow.Flow("layers").add(
        unordered_flow.Flow("u").add(*(named(f"a{n}") for n in range(3))),
        unordered_flow.Flow("v").add(*(named(f"b{n}") for n in range(3))),
        named("v"),
    )
    spec = definition(layers)
    before, after = ["a0", "a1", "a2"], ["b0", "b1", "b2"]
    assert edges(spec) == {name: [] for name in before} | {name: ["v (2)"] for name in after} | {
        "v": after,
        "v (2)": before,
    }
    assert [item.name for item in spec.tasks if item.noop is not None] == ["v (2)"]


def test_arguments_are_bound_as_taskflow_binds_them() -> None:
    line = linear_flow.Flow("l").add(
        flows.Sizes("sizes"),
        task.FunctorTask(flows.area, name="whole", provides={"width"}),
        task.FunctorTask(flows.area, name="mixed", rebind={"height": "depth"}, inject={"depth": 9}),
        flows.Add(1, name="add", rebind={"a": "start"}),
    )
    spec = definition(line, {"start": 5})
    whole, mixed, add = spec.tasks[1:]
    assert arguments(whole) == {"width": ("width", [["sizes", 0]]), "height": ("height", [["sizes", 1]])}
    # The later provider shadows the earlier one, which counts where the later one's result has no such part.
    assert arguments(mixed) == {"width": ("width", [["whole", "width"], ["sizes", 0]]), "height": ("depth", [])}
    # `b` has a default and nobody provides it.
    assert arguments(add) == {"a": ("start", [])}
    assert [item.needs_flow_input for item in spec.tasks] == [False, False, False, True]
    assert [list(item.reads) for item in spec.tasks] == [[], ["sizes"], ["whole", "sizes"], []]


def test_the_store_goes_before_results_and_an_inner_scope_before_an_outer_one() -> None:
    inner = linear_flow.Flow("inner").add(named("near", provides="x"), doubled("user"))
    line = linear_flow.Flow("outer").add(named("far", provides="x"), inner, doubled("last"))
    spec = {item.name: item for item in definition(line).tasks}
    assert arguments(spec["user"]) == {"x": ("x", [["near", None]])}
    assert arguments(spec["last"]) == {"x": ("x", [["near", None], ["far", None]])}
    stored = {item.name: item for item in definition(line, {"x": 1}).tasks}
    assert arguments(stored["user"]) == {"x": ("x", [])}
    assert stored["user"].needs_flow_input


def test_a_flow_has_the_same_definition_in_every_process() -> None:
    code = """
import controller_flows as flows
from lazyengine.controller.flow_definition import compile_flow, flow_definition
print(flow_definition(compile_flow(flows.symbols_flow(), {}), {}, queue="q", portable=True))
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def decided() -> Any:
    a, b = named("a"), named("b")
    graph = graph_flow.Flow("g").add(a, b)
    graph.link(a, b, decider=lambda history: True)
    return graph


def recursive() -> Any:
    flow = linear_flow.Flow("f")
    return flow.add(flow)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: linear_flow.Flow("f", retry.Times(3, "thrice")), r"flow 'f': its retry controller 'thrice' \(Times\)"),
        (
            lambda: linear_flow.Flow("f").add(unordered_flow.Flow("inner", retry.AlwaysRevert())),
            r"flow 'inner': its retry controller 'inner_retry' \(AlwaysRevert\)",
        ),
        (lambda: flows.Undone("undone"), "task 'undone': its revert would need"),
        (lambda: task.FunctorTask(flows.who, revert=flows.undo, name="t"), "task 't': its revert would need"),
        (decided, "link 'a' -> 'b': its decider would need"),
        (lambda: task.FunctorTask(lambda: 1, name="t"), r"task 't': its attribute '_execute': .*<lambda> is not what"),
        (
            lambda: task.FunctorTask(partial(flows.double, 1), name="t"),
            "task 't': its attribute '_execute': .* no name",
        ),
        (lambda: task.FunctorTask(flows.Sizes("s").execute, name="t"), "Sizes.execute is not what"),
        (lambda: flows.Add(object(), name="t", inject={"a": 1}), "task 't': its attribute 'amount' cannot travel"),  # type: ignore[arg-type]
    ],
)
def test_what_is_not_there_is_refused_by_name(make: Callable[[], Any], named: str) -> None:
    with pytest.raises(UnsupportedFlow, match=named):
        definition(make())


@pytest.mark.parametrize(
    ("make", "error", "match"),
    [
        (lambda: "no flow", TypeError, "no flow"),
        (lambda: retry.Times(1), TypeError, "Times"),
        (lambda: linear_flow.Flow("f").add(named("a"), named("a")), exceptions.Duplicate, "a"),
        (lambda: linear_flow.Flow("f").add(doubled("a")), exceptions.MissingDependencies, "x"),
        (recursive, ValueError, "recursive"),
    ],
)
def test_what_taskflow_refuses_is_refused_in_its_words(
    make: Callable[[], Any], error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        definition(make())
