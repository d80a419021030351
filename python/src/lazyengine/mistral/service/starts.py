"""What is started by Mistral's clients: workflows of its database, and actions outside of workflows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import grpc
from mistral import exceptions
from mistral.db.v2 import api as db
from mistral.services import security
from oslo_config import cfg

from lazyengine.client import Client
from lazyengine.errors import LazyEngineError
from lazyengine.mistral.compiler import compile_workflow, target_queue
from lazyengine.mistral.flow_input import root_input
from lazyengine.mistral.lone_action import LoneAction, lone_action_flow
from lazyengine.mistral.stored_definitions import find_workflow

# As much as Mistral's tables take.
_DESCRIPTION_CHARACTERS = 255
_ID_CHARACTERS = 36


def start_workflow(
    client: Client,
    queue: str,
    identifier: str,
    namespace: str,
    flow_id: str,
    values: Mapping[str, Any],
    description: str,
    params: dict[str, Any],
) -> str:
    """Start it; the id of its flow. Raises Mistral's exceptions, NotSupported and LazyEngineError."""
    _check_description(description)
    if len(flow_id) > _ID_CHARACTERS:
        raise exceptions.InputException(f"wf_ex_id: at most {_ID_CHARACTERS} characters, got {len(flow_id)}")
    document, name = find_workflow(identifier, namespace, namespace or params.get("namespace"))
    if namespace:
        params["namespace"] = namespace
    params.setdefault("namespace", document.definition["namespace"])
    if cfg.CONF.notifier.notify:
        params["notify"] = [*(params.get("notify") or []), *cfg.CONF.notifier.notify]
    params["env"] = _environment(params.get("env"))
    work = replace(root_input(document, name, values, params), description=description or "")
    target = _target(work.spec, params)
    definition = compile_workflow(document, name, target=target, queue=queue)
    try:
        return client.run(definition, input=work.payload(), flow_id=flow_id).flow_id
    except LazyEngineError as error:
        if error.code is not grpc.StatusCode.ALREADY_EXISTS:
            raise
        return flow_id


def lone_action(
    name: str, values: Mapping[str, Any], description: str | None, namespace: str, params: Mapping[str, Any]
) -> LoneAction:
    """An action that is to be run outside of workflows, under an id of its own."""
    _check_description(description)
    definition = {"namespace": namespace or "", "project_id": security.get_project_id()}
    return LoneAction(str(uuid.uuid4()), name, values, definition, description, params.get("timeout"))


def start_action(client: Client, queue: str, lone: LoneAction, target: str | None) -> None:
    """Start it, for the runners that have the target, where there is one."""
    at = target_queue(queue, target) if target else queue
    client.run(lone_action_flow(at), input=lone.payload(), flow_id=lone.id)


def _environment(env: Any) -> Any:
    """An environment that is named, as Mistral's database has it."""
    if not isinstance(env, str):
        return env or {}
    with db.transaction(read_only=True):
        stored = db.load_environment(env)
        if stored is None:
            raise exceptions.InputException(f"Environment is not found: {env}")
        return dict(stored.variables)


def _target(spec: Any, params: Mapping[str, Any]) -> str | None:
    if spec.get_type() != "reverse":
        return None
    task = params.get("task_name")
    if not isinstance(task, str):
        raise exceptions.WorkflowException(f"Invalid task name [task_name={task}]")
    return task


def _check_description(description: str | None) -> None:
    if description and len(description) > _DESCRIPTION_CHARACTERS:
        raise exceptions.InputException(
            f"description: at most {_DESCRIPTION_CHARACTERS} characters, got {len(description)}"
        )
