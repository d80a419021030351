"""Actions that are run outside of workflows: each is a flow of one task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from mistral_lib import actions as lib

from lazyengine.client import Client
from lazyengine.completion import Decided, Deferred
from lazyengine.flow_spec import FlowSpec, TaskSpec
from lazyengine.mistral import actions
from lazyengine.mistral.action_executions import action_execution_of
from lazyengine.mistral.executors import is_remote, perform
from lazyengine.mistral.outcomes import action_failure
from lazyengine.mistral.task_end import MISTRAL_ERRORS
from lazyengine.task import Task

#: The type of its task, and the name of the task and of the flow.
LONE_ACTION_TYPE = "mistral.lone_action"


@dataclass(frozen=True, slots=True)
class LoneAction:
    """What a flow of this kind is started with. `id`: of its action execution, which is the flow's.

    `definition`: the `namespace` that the action is looked up in, and the `project_id` that it is run for.
    """

    id: str
    action: str
    input: Mapping[str, Any]
    definition: Mapping[str, Any]
    description: str | None = None
    timeout: float | None = None

    def payload(self) -> dict[str, Any]:
        """The flow's input as it is stored."""
        return {"lone_action": True, **asdict(self)}

    @staticmethod
    def of(payload: Mapping[str, Any]) -> LoneAction:
        """What a flow's stored input says."""
        return LoneAction(**{key: value for key, value in payload.items() if key != "lone_action"})

    def made(self) -> tuple[Any, Any]:
        """Its descriptor, and the action object. Raises Mistral's exceptions where it cannot be."""
        descriptor = actions.find(self.action, self.definition)
        descriptor.check_parameters(dict(self.input))
        return descriptor, descriptor.instantiate(dict(self.input), {})


def lone_action_flow(queue: str) -> FlowSpec:
    """The definition, for runners of this queue."""
    return FlowSpec(
        LONE_ACTION_TYPE,
        tasks=[TaskSpec(LONE_ACTION_TYPE, type=LONE_ACTION_TYPE, queue=queue, needs_flow_input=True)],
    )


def do_lone_action(client: Client, item: Task) -> Decided | Deferred:
    """Run it. What is raised of Mistral's exceptions is its error."""
    lone = LoneAction.of(item.flow_input)
    try:
        descriptor, action = lone.made()
        execution = replace(action_execution_of(item, lone.action, ()), id=lone.id)
        told = {"action_execution_id": lone.id, "callback_url": f"/v2/action_executions/{lone.id}"}
        result = perform(
            client, item, action, execution, told, safe_rerun=False, timeout=lone.timeout, remote=is_remote()
        )
        return result if isinstance(result, Deferred) else _decided(descriptor.post_process_result(result))
    except MISTRAL_ERRORS as error:
        return Decided(failure=action_failure(str(error)))


def _decided(result: lib.Result) -> Decided:
    return Decided(result=result.data) if result.is_success() else Decided(failure=action_failure(result.error))
