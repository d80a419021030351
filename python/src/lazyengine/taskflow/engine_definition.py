"""The definition that the engine runs a flow as: every atom is a task, retry controllers and deciders are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from taskflow import retry as retry_module
from taskflow.engines.action_engine import compiler

from lazyengine.enums import Controller, FailureMode, Outcome, Phase
from lazyengine.flow_spec import Dependency, Evaluate, FlowSpec, Noop, ScopeSpec, TaskSpec
from lazyengine.taskflow.graph_needs import Needs
from lazyengine.taskflow.portable_work import PortableFlow, PortableWork
from lazyengine.taskflow.task_ids import task_ids
from lazyengine.taskflow.task_recipe import work_path
from lazyengine.taskflow.value_encoding import encode_value

#: Where the tasks of flows are offered that the engine's own process does.
ENGINE_QUEUE = "taskflow-engine"

# They decide as the server does. What is derived from them may decide otherwise.
_SERVED = {
    retry_module.AlwaysRevert: Controller.ALWAYS_REVERT,
    retry_module.AlwaysRevertAll: Controller.ALWAYS_REVERT_ALL,
    retry_module.Times: Controller.TIMES,
}
# What an ignored task leads to runs all the same, unless its decider's depth says that it is ignored as well.
_LEADS_ON = (Outcome.SUCCESS, Outcome.SKIP)


@dataclass(frozen=True)
class EngineDefinition:
    """A definition with what leads from it back to the flow."""

    spec: FlowSpec
    #: The atoms by the ids of their tasks, in definition order.
    atoms: Mapping[str, Any]
    #: The ids of the tasks by the names of their atoms.
    ids: Mapping[str, str]
    #: The names of the no-ops, with the ids of the tasks and no-ops that each waits for.
    noops: Mapping[str, tuple[str, ...]]
    #: The flow's input: what workers take from the store. None where no workers are asked.
    input: Any = None

    @cached_property
    def asks(self) -> bool:
        """True where deciders or custom retry controllers will be asked."""
        return any(task.evaluate is not None for task in self.spec.tasks)

    @property
    def never_resolves(self) -> bool:
        """True where a failure ends the flow FAILURE, and nothing is reverted or tried again."""
        return self.spec.failure_mode is FailureMode.STOP


def is_served(retry: Any) -> bool:
    """True for a retry controller that the server itself decides for."""
    return type(retry) in _SERVED


def engine_definition(
    runtime: Any, *, queue: str, defer_reverts: bool, never_resolve: bool, store: Mapping[str, Any] | None = None
) -> EngineDefinition:
    """The definition of a flow that TaskFlow has compiled.

    With a `store` its atoms are left to workers, in other processes, which take from that what no atom provides; raises
    UnsupportedFlow for what cannot travel there.
    """
    compilation = runtime.compilation
    atoms = atoms_of(compilation)
    ids = task_ids([atom.name for atom in atoms])
    needs = Needs(compilation)
    has_deciders = any(runtime.fetch_edge_deciders(atom) for atom in atoms)

    def depends_on(node: Any) -> list[str | Dependency]:
        names = [ids.get(name, name) for name in needs.of(node)]
        return [Dependency(name, on=_LEADS_ON) for name in names] if has_deciders else list(names)

    spec = FlowSpec(
        compilation.hierarchy.item.name,
        failure_mode=FailureMode.STOP if never_resolve else FailureMode.REVERT,
        defer_reverts=defer_reverts and not never_resolve,
        revert_failed=not never_resolve,
        labels={"taskflow.engine": "lazy"},
    )
    scopes = {} if never_resolve else _scopes(runtime, atoms, ids)
    portable = None if store is None else PortableFlow(runtime, ids, store)
    for atom in atoms:
        task = _task(runtime, atom, ids, scopes, queue, depends_on(atom))
        spec.tasks.append(task if portable is None else _with_work(task, portable.work_of(atom)))
    spec.scopes = list(scopes.values())
    for node, name in needs.noops.items():
        spec.tasks.append(TaskSpec(name, noop=Noop(), depends_on=depends_on(node)))
    noops = {name: tuple(ids.get(source, source) for source in needs.of(node)) for node, name in needs.noops.items()}
    return EngineDefinition(spec, {ids[atom.name]: atom for atom in atoms}, ids, noops, _input(store))


def atoms_of(compilation: Any) -> list[Any]:
    """Tasks and retry controllers, in the order in which they were added."""
    nodes = compilation.hierarchy.dfs_iter(include_self=True)
    return [node.item for node in nodes if node.metadata["kind"] in compiler.ATOMS]


def _task(
    runtime: Any,
    atom: Any,
    ids: Mapping[str, str],
    scopes: Mapping[str, ScopeSpec],
    queue: str,
    depends_on: list[str | Dependency],
) -> TaskSpec:
    scope = scopes.get(atom.name)
    around = runtime.find_retry(atom)
    phases = []
    if runtime.fetch_edge_deciders(atom):
        phases.append(Phase.START)
    if scope is not None and scope.kind is Controller.CUSTOM:
        phases.append(Phase.FAILURE)
    return TaskSpec(
        ids[atom.name],
        type=work_path(atom),
        queue=queue,
        depends_on=depends_on,
        priority=getattr(atom, "priority", 0),
        evaluate=Evaluate(queue, phases) if phases else None,
        scope="" if scope is not None or around is None or not scopes else scopes[around.name].name,
    )


def _with_work(task: TaskSpec, work: PortableWork) -> TaskSpec:
    return replace(task, input=encode_value(work.input), reads=work.reads, needs_flow_input=work.needs_flow_input)


def _input(store: Mapping[str, Any] | None) -> Any:
    if store is None:
        return None
    for name, value in store.items():
        try:
            encode_value(value)
        except TypeError as error:
            raise TypeError(f"store[{name!r}]: {error}") from error
    return encode_value({"store": dict(store)})


def _scopes(runtime: Any, atoms: list[Any], ids: Mapping[str, str]) -> dict[str, ScopeSpec]:
    """By the names of their controllers."""
    scopes = {}
    for retry in atoms:
        if not isinstance(retry, retry_module.Retry):
            continue
        parent = runtime.find_retry(retry)
        kind = _SERVED.get(type(retry), Controller.CUSTOM)
        scopes[retry.name] = ScopeSpec(
            ids[retry.name],
            controller=ids[retry.name],
            kind=kind,
            parent="" if parent is None else ids[parent.name],
            attempts=max(retry._attempts, 1) if kind is Controller.TIMES else 0,
            revert_all=kind is Controller.TIMES and retry._revert_action == retry_module.REVERT_ALL,
        )
    return scopes
