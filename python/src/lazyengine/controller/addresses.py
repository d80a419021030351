"""How an execution and a task of one may be named by a caller, and how it is told that there is none."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from taskflow import atom, exceptions
from taskflow.persistence import models

from lazyengine.client import Client
from lazyengine.controller.flow_details import atom_uuid
from lazyengine.errors import LazyEngineError


def flow_id_of(execution: Any) -> str:
    """The uuid of an execution that is given by it, or as a FlowDetail that has it."""
    given = execution.uuid if isinstance(execution, models.FlowDetail) else execution
    if isinstance(given, uuid.UUID):
        return str(given)
    if not isinstance(given, str) or not given:
        raise TypeError(f"execution: expected a uuid or a FlowDetail, got {given!r}")
    return given


def task_name_of(task: Any) -> str:
    """What a task is called by: its name, or its uuid, as given; that of a task object."""
    given = task.name if isinstance(task, atom.Atom | models.AtomDetail) else task
    if isinstance(given, uuid.UUID):
        return str(given)
    if not isinstance(given, str) or not given:
        raise TypeError(f"task: expected its name, its uuid or a task, got {given!r}")
    return given


def find_task(client: Client, flow_id: str, called: str) -> str:
    """The task_id of the task that is called so: by its uuid, or by the last part of a dotted name, as `three` is for
    the function `three` of a module.

    Raises NotFound where there is none, ValueError where there are several.
    """
    names = [task.task_id for task in client.iterate_tasks(flow_id) if task.type]
    found = [name for name in names if name.endswith(f".{called}") or atom_uuid(flow_id, name) == called]
    if len(found) > 1:
        raise ValueError(f"task: {called!r} is short for several tasks of {flow_id}: {', '.join(found)}")
    if not found:
        raise exceptions.NotFound(f"execution {flow_id} has no task {called!r}; its tasks are {', '.join(names)}")
    return found[0]


@contextmanager
def not_found_as_in_taskflow(flow_id: str) -> Iterator[None]:
    """Raise TaskFlow's NotFound where the server has no such flow."""
    try:
        yield
    except LazyEngineError as error:
        if error.reason != "FLOW_NOT_FOUND":
            raise
        raise exceptions.NotFound(f"there is no execution {flow_id}") from error
