"""What a TaskFlow flow may have that cannot be run here: refused by name, before anything is written."""

from __future__ import annotations

from typing import Any

from taskflow import atom
from taskflow import flow as flow_module
from taskflow import task as task_module
from taskflow.engines.action_engine import compiler

_UNDOING = ("revert", "pre_revert", "post_revert")
# They have a `revert` of their own, which does nothing unless a function was given.
_FUNCTOR = task_module.FunctorTask


class UnsupportedFlow(ValueError):
    """The flow uses something that the controller does not run, or that cannot be brought to another process."""


def refuse_unsupported(compilation: Any) -> None:
    """Raise UnsupportedFlow for the first retry controller, revert function or decider."""
    for node in compilation.hierarchy.dfs_iter(include_self=True):
        kind = node.metadata["kind"]
        if kind == compiler.RETRY:
            retry = node.item
            raise UnsupportedFlow(
                f"flow {node.parent.item.name!r}: its retry controller {retry.name!r} ({type(retry).__name__}) would"
                " need a scope that is tried again: load the flow with engine='lazy' for that"
            )
        if kind == compiler.TASK:
            _refuse_revert(node.item)
    for source, target, attributes in compilation.execution_graph.edges(data=True):
        if flow_module.LINK_DECIDER in attributes:
            raise UnsupportedFlow(
                f"link {source.name!r} -> {target.name!r}: its decider would need to be asked: load the flow with"
                " engine='lazy' for that"
            )


def _refuse_revert(task: Any) -> None:
    for name in _UNDOING:
        if name == "revert" and isinstance(task, _FUNCTOR):
            given = task._revert is not None or type(task).revert is not _FUNCTOR.revert
        else:
            given = getattr(type(task), name) is not getattr(atom.Atom, name)
        if given:
            raise UnsupportedFlow(
                f"task {task.name!r}: its {name} would need reverting: load the flow with engine='lazy' for that"
            )
