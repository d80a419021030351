"""Definitions that Mistral's own database has: workflows, and the ad-hoc actions that they ask for.

The text of a flow is that of one definition, as it was when the flow was started; what it calls is looked up when it is
called, as Mistral does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mistral import exceptions
from mistral.db import utils as db_utils
from mistral.db.v2 import api as db
from mistral.lang import parser
from mistral.services import actions as action_service
from mistral.services import security
from mistral.utils import safe_yaml

from lazyengine.mistral.document import Document, parse

# A database that is away for a moment must not fail a task.
_repeated = db_utils.retry_on_db_error


class StoredDocument(Document):
    """The text of a stored definition. Other workflows, and actions, are found in the database."""

    def called_by_task(self, name: str) -> tuple[Document, str]:
        """The workflow that a task calls: of the same workbook first, of the same namespace first."""
        names = [f"{self.workbook}.{name}", str(name)] if self.workbook else [str(name)]
        called: tuple[Document, str] = _repeated(self._find)(names)
        return called

    def _find(self, names: Sequence[str]) -> tuple[Document, str]:
        # That of the root: what it falls back on does not count for what is called further on.
        namespace = self.definition["within"]
        with db.transaction(read_only=True):
            for full_name in names:
                found = db.load_workflow_definition(full_name, namespace)
                if found is not None:
                    return _document(found, namespace, self.definition["project_id"]), found.name
        raise exceptions.WorkflowException(f"Failed to find workflow [name={names[-1]}] [namespace={namespace}]")


def find_workflow(identifier: str, namespace: str, within: str | None = None) -> tuple[Document, str]:
    """A definition by its id or its name, for the caller's project, and its full name.

    `within`: the namespace in which what it calls is looked for first; None = its own.

    Raises DBEntityNotFoundError where there is none.
    """
    with db.transaction(read_only=True):
        found = db.get_workflow_definition(identifier, namespace=namespace)
        called_within = within or namespace or found.namespace or ""
        return _document(found, called_within, security.get_project_id()), found.name


def stored_document(text: str, definition: Mapping[str, Any]) -> Document:
    """The text of a flow that was started from this definition."""
    parsed = parse(text, False)
    actions = _Actions(definition["namespace"])
    return StoredDocument(parsed.text, parsed.workbook, parsed.workflows, actions, definition)


def find_action(name: str, namespace: str) -> Any | None:
    """The descriptor of an action, by all providers that Mistral is set up with."""
    return _repeated(action_service.get_system_action_provider().find)(name, namespace=namespace)


def _document(stored: Any, within: str, project_id: str) -> Document:
    spec, book = dict(stored.spec), stored.workbook_name
    version = str(spec.pop("version", "2.0"))
    content: dict[str, Any] = {"version": version}
    if book:
        content.update(name=book, workflows={stored.name.removeprefix(f"{book}."): spec})
    else:
        content[stored.name] = spec
    definition = {
        "id": stored.id,
        "namespace": stored.namespace or "",
        "within": within,
        "project_id": project_id,
    }
    return stored_document(safe_yaml.dump(content, sort_keys=False, allow_unicode=True), definition)


class _Actions(Mapping[str, Any]):
    """The specs of ad-hoc actions, by name: read when they are asked for."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def __getitem__(self, name: str) -> Any:
        return _repeated(self._find)(name)

    def _find(self, name: str) -> Any:
        with db.transaction(read_only=True):
            found = db.load_action_definition(name, namespace=self._namespace)
            if found is None or not found.spec:
                raise KeyError(name)
            return parser.get_action_spec(dict(found.spec))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
