"""A Mistral text, workbook or list of workflows, as Mistral's own parser reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from mistral import exceptions
from mistral.lang import parser

from lazyengine.mistral.schema_validation import trust_schemas

trust_schemas()

_PARSED = 64


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text. `workflows` and `actions` are Mistral's spec objects by full name (`workbook.name`)."""

    text: str
    # Empty = the text is no workbook.
    workbook: str
    workflows: Mapping[str, Any]
    actions: Mapping[str, Any]
    # Which definition of Mistral's database it is: `id`, `namespace`, the namespace `within` which it calls others,
    # and the `project_id` that it is run for. Empty = it stands for itself.
    definition: Mapping[str, Any] = field(default_factory=dict)

    def workflow(self, name: str | None) -> tuple[str, Any]:
        """A workflow with its full name, by that or by its name within the workbook; None = the only one there is.

        Raises LookupError where there is none, or which one is meant cannot be told.
        """
        if name is None:
            if len(self.workflows) != 1:
                raise LookupError(f"workflow: expected a name, one of {', '.join(self.workflows)}")
            return next(iter(self.workflows.items()))
        for full_name in (f"{self.workbook}.{name}", name):
            if full_name in self.workflows:
                return full_name, self.workflows[full_name]
        raise LookupError(f"workflow {name!r}: the text has {', '.join(self.workflows) or 'none'}")

    def called_by_task(self, name: str) -> tuple[Document, str]:
        """The workflow that a task calls, by its full name, and the text that has it.

        Raises WorkflowException, as Mistral does, where there is none.
        """
        try:
            return self, self.workflow(str(name))[0]
        except LookupError:
            raise exceptions.WorkflowException(f"Failed to find workflow [name={name}] [namespace=]") from None

    def action(self, name: str) -> Any | None:
        """The ad-hoc action of this name, within the workbook first; None where it is none of the text."""
        return self.actions.get(f"{self.workbook}.{name}") or self.actions.get(name)


def parse(text: str, validate: bool = True) -> Document:
    """Parse a text; what Mistral's parser refuses is raised as it raises it.

    A text that was parsed in this process before is not parsed again.
    """
    return _parse(text, validate)


@lru_cache(maxsize=_PARSED)
def _parse(text: str, validate: bool) -> Document:
    content = parser.parse_yaml(text)
    if not isinstance(content, dict):
        raise exceptions.DSLParsingException("Definition could not be parsed: it is no mapping")
    if isinstance(content.get("name"), str) and not content.keys().isdisjoint(("workflows", "actions")):
        book = parser.get_workbook_spec(content, validate)
        name = book.get_name()
        workflows = {f"{name}.{one.get_name()}": one for one in book.get_workflows() or ()}
        actions = {f"{name}.{one.get_name()}": one for one in book.get_actions() or ()}
        return Document(text, name, workflows, actions)
    if re.search(r"^\s+base\s*:", text, re.MULTILINE) and _are_actions(content):
        listed = parser.get_action_list_spec(content, validate)
        return Document(text, "", {}, {one.get_name(): one for one in listed.get_actions()})
    workflows = {one.get_name(): one for one in parser.get_workflow_list_spec(content, validate).get_workflows()}
    return Document(text, "", workflows, {})


def _are_actions(content: Mapping[str, Any]) -> bool:
    items = [value for key, value in content.items() if key != "version"]
    return bool(items) and all(isinstance(item, dict) and "base" in item for item in items)
