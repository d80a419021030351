"""What expressions are told about the flow that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lazyengine.client import Client
from lazyengine.enums import FlowView
from lazyengine.flow_values import Flow
from lazyengine.mistral.contexts import Scope
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.task_results import execution_id, published_of, result_of, task_state
from lazyengine.task_values import TaskDetails


@dataclass(slots=True)
class CurrentTask:
    """The task that is evaluated: what became of it is known before it is stored."""

    task_id: str
    name: str
    state: str = "RUNNING"
    state_info: str | None = None
    # Of a list, or a flow, only read where it is asked for.
    result: Callable[[], Any] = list

    def execution(self, flow_id: str) -> Mapping[str, Any]:
        """As contexts name it."""
        return {"id": execution_id(flow_id, self.task_id), "name": self.name}


class FlowFacts:
    """Reads the flow when an expression asks, and each task once."""

    def __init__(self, client: Client, flow_id: str, scope: Scope, current: CurrentTask | None) -> None:
        self._client = client
        self._flow_id = flow_id
        self._scope = scope
        self._current = current

    def task(self, name: str | None) -> Mapping[str, Any] | None:
        """A task by name, None = the one that is evaluated; of several of the name the last."""
        current = self._current
        if current is not None and (not name or name == current.name):
            spec = _task_spec(self._scope.work, current.name)
            return {
                "id": execution_id(self._flow_id, current.task_id),
                "name": current.name,
                "spec": spec.to_dict(),
                "state": current.state,
                "state_info": current.state_info,
                "result": current.result(),
                "published": {},
                "type": spec.get_type(),
                "workflow_execution_id": self._scope.work.execution_id(self._flow_id),
                "created_at": None,
                "updated_at": None,
            }
        found = [task for task in self._models(self._flow_id, str(name)) if task["name"] == name]
        return found[-1] if found else None

    def tasks(self, of: str | None, recursive: bool, state: str | None, flat: bool) -> list[Mapping[str, Any]]:
        """The tasks of an execution, this one's where none is named; recursive: those of its sub-workflows, too."""
        flow_id = self._flow_of(of) if of else self._flow_id
        flow_ids = [flow_id]
        if recursive:
            listed = self._client.iterate_flows(root_flow_id=self._root(flow_id))
            flow_ids = _within(flow_id, list(listed))
        models = [model for one in flow_ids for model in self._models(one, "")]
        return [model for model in models if _passes(model, state, flat)]

    def execution(self) -> Mapping[str, Any]:
        """The execution itself."""
        flow = self._client.get_flow_details(self._flow_id).flow
        work = self._scope.work
        return {
            "id": work.execution_id(self._flow_id),
            "name": work.workflow,
            "spec": work.spec.to_dict(),
            "input": work.input,
            "params": work.params,
            "created_at": _text(flow.create_time),
            "updated_at": _text(flow.update_time),
            "root_execution_id": work.execution_id(flow.root_flow_id) if flow.root_flow_id != self._flow_id else None,
        }

    def global_variable(self, name: str) -> Any:
        """What was published globally, or is one of the workflow's `vars`."""
        return self._scope.workflow_context.get(name)

    def _flow_of(self, execution: str) -> str:
        """The flow of an execution; where ids are made of flows' ids, one of this flow's family is looked for."""
        work = self._scope.work
        if not work.definition:
            return execution
        family = self._client.iterate_flows(root_flow_id=self._root(self._flow_id))
        return next((flow.flow_id for flow in family if work.execution_id(flow.flow_id) == execution), execution)

    def _root(self, flow_id: str) -> str:
        return self._client.get_flow_details(flow_id).flow.root_flow_id

    def _models(self, flow_id: str, prefix: str) -> list[Mapping[str, Any]]:
        tasks = list(self._client.iterate_tasks(flow_id, view=FlowView.FULL, task_id_prefix=prefix or None))
        return [
            _model(self._client, flow_id, self._scope.work, task, items_of(tasks, task))
            for task in tasks
            if task.item_index is None and task_state(task) is not None
        ]


def items_of(tasks: Sequence[TaskDetails], task: TaskDetails) -> list[TaskDetails]:
    """Of these tasks the items of that one."""
    return [item for item in tasks if item.item_index is not None and item.task_id.startswith(f"{task.task_id}[")]


def _model(
    client: Client, flow_id: str, work: WorkflowInput, task: TaskDetails, items: Sequence[TaskDetails]
) -> Mapping[str, Any]:
    spec = _task_spec(work, task.name)
    return {
        "id": execution_id(flow_id, task.task_id),
        "name": task.name,
        "spec": None if spec is None else spec.to_dict(),
        "state": task_state(task),
        "state_info": None if task.failure is None else task.failure.message,
        "result": result_of(client, flow_id, task, items),
        "published": published_of(task),
        "type": "WORKFLOW" if task.child_flow_id else "ACTION",
        "workflow_execution_id": work.execution_id(flow_id),
        "created_at": _text(task.ready_time),
        "updated_at": _text(task.end_time),
    }


def _task_spec(work: WorkflowInput, name: str) -> Any:
    return work.spec.get_tasks().get(name)


def _within(flow_id: str, flows: Sequence[Flow]) -> list[str]:
    found = [flow_id]
    for parent in found:
        found.extend(flow.flow_id for flow in flows if flow.parent is not None and flow.parent.flow_id == parent)
    return found


def _passes(model: Mapping[str, Any], state: str | None, flat: bool) -> bool:
    return (state is None or model["state"] == state) and not (flat and model["type"] == "WORKFLOW")


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.replace(tzinfo=None).isoformat(" ")
