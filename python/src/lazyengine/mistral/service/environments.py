"""The environment of an execution where it is changed: on resumption, on a rerun, or by Mistral's API in between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mistral import exceptions
from mistral.db.v2 import api as db
from mistral.workflow import states
from mistral_lib import utils

from lazyengine.client import Client
from lazyengine.enums import FlowView
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.task_results import workflow_execution_id

_CHANGEABLE = (states.IDLE, states.PAUSED, states.ERROR)


def changed_input(client: Client, flow_id: str, execution_id: str, env: dict[str, Any] | None) -> Any:
    """The flow's input with its environment as it is to be from now on; None where it stays as it is.

    What the API has changed in the database counts, and `env` is merged into that. As in Mistral, workflows that are
    called look at the environment of the root alone.
    """
    with db.transaction():
        row = db.load_workflow_execution(workflow_execution_id(execution_id))
        if row is None:
            return None
        if env and row.state not in _CHANGEABLE:
            raise exceptions.NotAllowedException(
                "Updating env to workflow execution is only permitted if it is in IDLE, PAUSED, or ERROR state."
            )
        params = dict(row.params or {})
        merged = utils.merge_dicts(dict(params.get("env") or {}), env or {})
        if env:
            row.params = {**params, "env": merged}
        is_root = row.root_execution_id is None
    work = WorkflowInput.of(client.get_flow_details(flow_id, view=FlowView.FULL, page_size=1).flow.input)
    if not is_root or merged == work.env:
        return None
    return replace(work, env=merged, params={**work.params, "env": merged}).payload()
