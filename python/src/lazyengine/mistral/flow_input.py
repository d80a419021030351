"""The input of a flow that runs a workflow: all that a runner needs to evaluate it, wherever it runs."""

from __future__ import annotations

import base64
import copy
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from mistral import exceptions, expressions
from mistral.engine import utils as engine_utils
from mistral.workflow import data_flow
from mistral_lib import utils

from lazyengine.mistral.document import Document, parse
from lazyengine.mistral.stored_definitions import stored_document
from lazyengine.mistral.task_results import workflow_execution_id

_LONG_TEXT = 2_048
_PACKED = "packed_text"
_KEPT = 64
# Bytes of a text. A few kilobytes could be packed that are gigabytes of it.
_LONGEST_TEXT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WorkflowInput:
    """A workflow of a text, and what it was started with. `env` is the environment of the root, evaluated."""

    text: str
    workflow: str
    input: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, Any] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    # Of the flow that runs the items of a task which calls a workflow for each: that task, and the input of each call.
    items_of: str | None = None
    calls: tuple[Mapping[str, Any], ...] = ()
    # Where the text is a definition of Mistral's database: which one, and how the execution is described there.
    definition: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""

    @property
    def document(self) -> Document:
        """The text, parsed once in each process."""
        return stored_document(self.text, self.definition) if self.definition else parse(self.text, False)

    @property
    def spec(self) -> Any:
        """Mistral's spec object of the workflow."""
        return self.document.workflows[self.workflow]

    @property
    def env_context(self) -> dict[str, Any]:
        """Where expressions find the environment."""
        return {"__env": dict(self.env)}

    def execution_id(self, flow_id: str) -> str:
        """The id of the execution that a flow is: in Mistral's database, where that shows it, else the flow's."""
        return workflow_execution_id(flow_id) if self.definition else flow_id

    def payload(self) -> dict[str, Any]:
        """The flow's input as it is stored: a long text is packed, since it travels with each task."""
        told = {key: value for key, value in asdict(self).items() if value}
        return told if len(self.text) < _LONG_TEXT else {**told, "text": "", _PACKED: _packed(self.text)}

    @staticmethod
    def of(payload: Mapping[str, Any]) -> WorkflowInput:
        """What a flow's stored input says."""
        told = {**payload, "calls": tuple(payload.get("calls", ()))}
        packed = told.pop(_PACKED, None)
        return WorkflowInput(**told if packed is None else {**told, "text": _unpacked(packed)})


def _packed(text: str) -> str:
    data = text.encode()
    if len(data) > _LONGEST_TEXT:
        raise ValueError(f"text: it has {len(data)} bytes, at most {_LONGEST_TEXT} are taken")
    return base64.b64encode(zlib.compress(data)).decode()


@lru_cache(_KEPT)
def _unpacked(packed: str) -> str:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(base64.b64decode(packed), _LONGEST_TEXT)
    if unpacker.unconsumed_tail:
        raise ValueError(f"{_PACKED}: a text has at most {_LONGEST_TEXT} bytes, this one is longer")
    return text.decode()


def root_input(
    document: Document, name: str, values: Mapping[str, Any] | None, params: Mapping[str, Any] | None
) -> WorkflowInput:
    """What a workflow is started with that nobody calls. Raises Mistral's exceptions where the input does not fit."""
    given = dict(params or {})
    return _started(document, name, dict(values or {}), given, _environment(given))


def called_input(parent: WorkflowInput, name: str, values: Mapping[str, Any]) -> WorkflowInput:
    """What a task's workflow is started with: what it does not declare as input are its params."""
    document, full_name = parent.document.called_by_task(name)
    spec = document.workflows[full_name]
    declared = spec.get_input()
    inputs = {key: value for key, value in values.items() if key in declared}
    params = {key: value for key, value in values.items() if key not in declared}
    if parent.definition and "notify" in parent.params:
        params.setdefault("notify", parent.params["notify"])
    if spec.get_type() == "reverse" and not isinstance(params.get("task_name"), str):
        raise exceptions.WorkflowException(f"Invalid task name [task_name={params.get('task_name')}]")
    return _started(document, full_name, inputs, params, parent.env)


def _started(
    document: Document, name: str, values: dict[str, Any], params: Mapping[str, Any], env: Mapping[str, Any]
) -> WorkflowInput:
    spec = document.workflows[name]
    engine_utils.validate_input(spec.get_input(), values, spec.get_name(), spec.__class__.__name__)
    for key, default in spec.get_input().items():
        if key not in values or values[key] is utils.NotDefined:
            values[key] = copy.deepcopy(default)
    view = data_flow.ContextView({"__env": dict(env)}, {}, values)
    variables = expressions.evaluate_recursively(spec.get_vars(), view)
    return WorkflowInput(document.text, name, values, params, env, variables, definition=document.definition)


def _environment(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """As Mistral reads it from `params.env`, but for environments that it has stored."""
    env = params.get("env") or {}
    if not isinstance(env, dict):
        raise exceptions.InputException(f"params.env: expected the environment itself, got {type(env).__name__}")
    if not params.get("evaluate_env", True):
        return env
    evaluated: Mapping[str, Any] = expressions.evaluate_recursively(env, {"__env": env})
    return evaluated
