"""Which flows are executions of Mistral's service, and where they belong."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lazyengine.client import Client
from lazyengine.enums import FlowView
from lazyengine.flow_values import Flow, FlowParent
from lazyengine.mistral.action_executions import RECORD
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.lone_action import LONE_ACTION_TYPE, LoneAction
from lazyengine.mistral.service.workflow_rows import Place
from lazyengine.mistral.task_results import execution_id

_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What a flow is: a workflow, an action outside of workflows, or, with neither, nothing that Mistral knows.

    `parent` is the flow of the workflow that called it. `is_list`: its tasks are calls for the items of a list.
    """

    work: WorkflowInput | None = None
    lone: LoneAction | None = None
    place: Place | None = None
    parent: str | None = None
    is_list: bool = False


class Subjects:
    """Finds out what flows are, and remembers it: a flow's input is read once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: OrderedDict[tuple[str, Any], Subject] = OrderedDict()

    def of(self, flow: Flow) -> Subject:
        """What a flow is. Raises LazyEngineError where it is gone."""
        if flow.name == RECORD:
            return Subject()
        key = (flow.flow_id, flow.create_time)
        subject = self._known.get(key)
        if subject is None:
            subject = self._read(flow)
            self._known[key] = subject
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return subject

    def full(self, flow_id: str) -> Flow:
        """A flow with its payloads. Raises LazyEngineError where it is gone."""
        return self._client.get_flow_details(flow_id, view=FlowView.FULL, page_size=1).flow

    def _read(self, flow: Flow) -> Subject:
        values = self.full(flow.flow_id).input
        if not isinstance(values, Mapping) or not values.get("definition"):
            return Subject()
        if flow.name == LONE_ACTION_TYPE:
            return Subject(lone=LoneAction.of(values))
        work = WorkflowInput.of(values)
        if work.items_of is not None:
            return Subject(is_list=True)
        if flow.parent is None:
            return Subject(work)
        return Subject(work, None, *self._place(flow.parent))

    def _place(self, parent: FlowParent) -> tuple[Place, str]:
        name, _, index = parent.task_id.partition("[")
        caller = self.full(parent.flow_id)
        if (caller.input or {}).get("items_of") is not None and caller.parent is not None:
            # The items of a list have a flow of their own between them and the workflow.
            above = caller.parent
            task = execution_id(above.flow_id, above.task_id.partition("[")[0])
            return Place(task, above.attempt, int(name)), above.flow_id
        task = execution_id(parent.flow_id, name)
        return Place(task, parent.attempt, int(index.rstrip("]") or 0)), parent.flow_id
