"""The text of a flow file as a tree of mappings, lists and scalars with their places, by the core schema of YAML 1.2.

PyYAML reads YAML 1.1, where `on` is true: it is asked for events only, and what a scalar is is decided here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from lazyengine.flow_file.flow_file_error import FlowFileError

EMPTY = "the file is empty: a flow file is a mapping with the key `tasks`"
MAX_DEPTH = 100
TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"

_PARSED_DEPTH = 1_000
_KINDS = (
    ("nothing", re.compile(r"(?:~|null|Null|NULL)?")),
    ("boolean", re.compile(r"true|True|TRUE|false|False|FALSE")),
    ("integer", re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")),
    ("number", re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")),
    ("not finite", re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")),
)
# Tag and anchor of a node, with what may stand between them and its first character.
_PROPERTIES = re.compile(r"(?:[!&][^\s,\[\]{}]*(?:[ \t\r\n]|(?<=\s)#[^\r\n]*)*)*")
_JSON_STRING_OR_TAB = re.compile(r'"(?:[^"\\]|\\.)*"|\t', re.DOTALL)
# libyaml where it is there: it gives the same events, ten times as fast; but it takes no escaped surrogates.
_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(slots=True)
class TextNode:
    """A mapping, a list or a scalar; `scalar` is its kind where it is one. Aliases may make a tree contain itself."""

    kind: str
    line: int
    column: int
    tag: str | None
    scalar: str = ""
    text: str = ""
    # True where there is no text at all: the place is then that of the key or list around it.
    empty: bool = False
    items: list[TextNode] = field(default_factory=list)

    def entries(self) -> Iterator[tuple[TextNode, TextNode]]:
        """Keys and values of a mapping."""
        pairs = iter(self.items)
        return zip(pairs, pairs, strict=True)


def parse_text_tree(source: str, file_name: str | None = None) -> TextNode:
    """The root of the one document in the text. Raises FlowFileError where it is no YAML or not one document."""
    text = _without_tabs(source.removeprefix("\ufeff"))
    builder = _TreeBuilder(text, file_name)
    try:
        loader = yaml.SafeLoader if _ESCAPED_SURROGATE.search(text) else _FastLoader
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        raise FlowFileError(str(error.problem or error.context), line, column, "", file_name) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        raise FlowFileError(
            f"the character #x{error.character:04x} is not allowed", line, column, "", file_name
        ) from error
    root = builder.root
    if root is None or root.empty:
        raise FlowFileError(EMPTY, 1, 1, "", file_name)
    return root


class _TreeBuilder:
    """Takes the parser's events; holds the open collections, so that depth costs no stack."""

    def __init__(self, text: str, file_name: str | None) -> None:
        self.root: TextNode | None = None
        self._text = text
        self._file_name = file_name
        self._open: list[TextNode] = []
        self._anchors: dict[str, TextNode] = {}
        self._documents = 0

    def take(self, event: Any) -> None:
        """Add what an event tells to the tree."""
        mark = event.start_mark
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                problem = "a flow file holds one document; a second one starts here"
                raise FlowFileError(problem, mark.line + 1, mark.column + 1, "", self._file_name)
        elif isinstance(event, yaml.AliasEvent):
            target = self._anchors.get(str(event.anchor))
            if target is None:
                problem = f"the alias *{event.anchor} has no anchor before it"
                raise FlowFileError(problem, mark.line + 1, mark.column + 1, "", self._file_name)
            self._add(target)
        elif isinstance(event, yaml.ScalarEvent):
            self._anchored(event, self._scalar(event))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._open) >= _PARSED_DEPTH:
                # Far beyond what the reader takes, whose error names the path; here it is the parser that is spared.
                raise FlowFileError(TOO_DEEP, mark.line + 1, mark.column + 1, "", self._file_name)
            kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
            line, column = self._place(event)
            self._open.append(self._anchored(event, TextNode(kind, line, column, _tag(event))))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()

    def _scalar(self, event: Any) -> TextNode:
        plain = not event.style
        text = _joined_surrogates(event.value)
        if plain and text == "":
            line, column = self._place_around(event)
            return TextNode("scalar", line, column, _tag(event), "nothing", "", empty=True)
        line, column = self._place(event)
        return TextNode("scalar", line, column, _tag(event), _kind(text) if plain else "string", text)

    def _anchored(self, event: Any, node: TextNode) -> TextNode:
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return self._add(node)

    def _add(self, node: TextNode) -> TextNode:
        if self._open:
            self._open[-1].items.append(node)
        else:
            self.root = node
        return node

    def _place(self, event: Any) -> tuple[int, int]:
        """Where the node's first character is, behind tag and anchor."""
        mark = event.start_mark
        if event.anchor is None and _tag(event) is None:
            return mark.line + 1, mark.column + 1
        skipped = _PROPERTIES.match(self._text, mark.index)
        before = self._text[mark.index : skipped.end() if skipped else mark.index]
        lines = before.split("\n")
        return mark.line + len(lines), (len(lines[-1]) + 1 if len(lines) > 1 else mark.column + len(before) + 1)

    def _place_around(self, event: Any) -> tuple[int, int]:
        """Of a value that is left empty: its key's place, or that of the list; of an empty key its own."""
        if not self._open:
            return 1, 1
        around = self._open[-1]
        if around.kind == "list":
            return around.line, around.column
        if len(around.items) % 2:
            return around.items[-1].line, around.items[-1].column
        return event.start_mark.line + 1, event.start_mark.column + 1


def _tag(event: Any) -> str | None:
    tag: str | None = event.tag
    return tag or None


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(text)), "string")


def _joined_surrogates(text: str) -> str:
    """Two escapes that are the halves of one character become that character."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _without_tabs(text: str) -> str:
    """JSON may be indented with tabs, which PyYAML does not take between tokens; columns stay as they are."""
    if "\t" not in text:
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _JSON_STRING_OR_TAB.sub(lambda match: " " if match[0] == "\t" else match[0], text)
