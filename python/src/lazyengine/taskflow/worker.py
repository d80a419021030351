"""Executors of TaskFlow flows: for the modules that a worker was told of, or for the objects that a process holds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from taskflow import retry as retry_module
from taskflow import task as task_module
from taskflow.atom import Atom

from lazyengine.client import Client
from lazyengine.executor import Executor
from lazyengine.handlers_by_type import HandlersByType
from lazyengine.task import Task
from lazyengine.task_runner import Handler
from lazyengine.taskflow.atom_handler import do_atom
from lazyengine.taskflow.import_path import path_of, resolve_path
from lazyengine.taskflow.task_recipe import put_together
from lazyengine.taskflow.worker_decisions import decide

#: Where `run` leaves tasks to workers, and workers take them from, unless told otherwise.
QUEUE = "taskflow"

# What every worker does besides, by its path.
_READY_MADE = {
    path_of(one): one
    for module in (task_module, retry_module)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Atom) and one.__module__ == module.__name__
}

_log = logging.getLogger("lazyengine.taskflow")


def worker(client: Client, modules: Sequence[str], *, queue: str = QUEUE, **options: Any) -> Executor:
    """An executor of the tasks and retry controllers whose class, or function, is in one of `modules` or in a module
    within one of them, or is TaskFlow's own; of their reverts, and of the decisions that a flow leaves to workers.

    The modules are imported at once (ImportError where one is missing). Whatever a definition says, nothing is used for
    a task but classes and functions that these modules define themselves under public names, and the classes of tasks
    and retry controllers that TaskFlow defines: of those, any, with any arguments. Tasks of other modules are given
    back, for workers that know them. `options` are those of `Executor`. Run it with `run`, or as a context manager.
    """
    if not modules or isinstance(modules, str):
        raise ValueError(f"modules: expected a list of the names of modules, got {modules!r}")
    for module in modules:
        import_module(module)
    resolve = partial(_resolve, modules=modules)
    object_for = partial(_made_anew, resolve=resolve)
    handler: Handler = partial(do_atom, object_for=object_for)

    def find(kind: str) -> Handler | None:
        try:
            resolve(kind)
        # A module that is imported only now may raise anything, and must not end the worker.
        except (Exception, SystemExit) as error:
            _log.warning("a task of type %s is not for this worker: %s", kind, error)
            return None
        return handler

    work = HandlersByType(find)
    evaluate = partial(decide, object_for=object_for, resolve=partial(resolve_path, modules=modules))
    return Executor(client, work, reverts=work, evaluate=evaluate, queues=[queue], **options)


def holder(client: Client, tasks: Mapping[str, Any], *, queue: str, flow_id: str, **options: Any) -> Executor:
    """An executor of one flow's tasks, done by the very objects that the caller holds, by name."""

    def object_for(task: Task, _recipe: Mapping[str, Any] | None) -> Any:
        # A copy for each execution: several of one flow may run in this process, each with progress of its own.
        return tasks[task.name].copy()

    handler: Handler = partial(do_atom, object_for=object_for)
    return Executor(client, HandlersByType(lambda _kind: handler), queues=[queue], flow_id=flow_id, **options)


def _made_anew(task: Task, recipe: Mapping[str, Any] | None, resolve: Callable[[str], Any]) -> Any:
    if recipe is None:
        raise TypeError(f"task {task.name!r} can only be done by the process that has run the flow")
    return put_together(recipe, resolve)


def _resolve(path: str, modules: Sequence[str]) -> Any:
    """As `resolve_path`, and the ready-made tasks and retry controllers: of TaskFlow nothing but those."""
    try:
        return resolve_path(path, modules)
    except LookupError:
        ready_made = _READY_MADE.get(path) if isinstance(path, str) else None
        if ready_made is None:
            raise
        return ready_made
