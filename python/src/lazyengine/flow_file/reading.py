"""What the readers of a flow file share while they walk its tree: where they are, how they refuse, and the bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lazyengine.flow_file.flow_file_error import FlowFileError
from lazyengine.flow_file.text_tree import MAX_DEPTH, TOO_DEEP, TextNode

MAX_VALUES = 1_000_000
_SHOWN = 40


class Place(NamedTuple):
    """A node that is being read; `depth` counts the mappings and lists open around it, itself included."""

    node: TextNode
    path: str
    depth: int


Entry = tuple[str, TextNode, str, Callable[[], Place]]


class Reading:
    """One walk over one tree, in the order of the text."""

    def __init__(self, root: TextNode, file_name: str | None) -> None:
        self._root = root
        self._file_name = file_name
        self._values = 0

    def root(self) -> Place:
        """The file as a whole."""
        return self._enter(self._root, "", 0)

    def refusal(self, at: TextNode, path: str, problem: str) -> FlowFileError:
        """The error for a fault at this node."""
        return FlowFileError(problem, at.line, at.column, path, self._file_name)

    def expected(self, place: Place, what: str, more: str = "") -> FlowFileError:
        """The error that says what should stand here and what does."""
        return self.refusal(place.node, place.path, f"expected {what}, found {_found(place.node)}{more}")

    def refuse_tag(self, node: TextNode, path: str) -> None:
        """A tag that is not read where it stands is refused."""
        if node.tag is not None:
            problem = f"unknown tag {node.tag}; the only one is !payload, where a payload stands"
            raise self.refusal(node, path, problem)

    def entries(self, place: Place) -> Iterator[Entry]:
        """Key, its node, path and value (entered when it is called) of each entry; keys are strings, once each."""
        if place.node.kind != "mapping":
            raise self.expected(place, "a mapping")
        lines: dict[str, int] = {}
        for key_node, value in place.node.entries():
            key = self._key(key_node, place.path)
            path = f"{place.path}.{key}" if place.path else key
            if key in lines:
                raise self.refusal(key_node, path, f"the key `{key}` is given twice; first in line {lines[key]}")
            lines[key] = key_node.line
            yield key, key_node, path, _entering(self, value, path, place.depth)

    def items(self, place: Place) -> Iterator[Place]:
        """The elements of a list."""
        if place.node.kind != "list":
            raise self.expected(place, "a list")
        for index, item in enumerate(place.node.items):
            yield self._enter(item, f"{place.path}[{index}]", place.depth)

    def well_formed(self, node: TextNode, path: str, text: str) -> str:
        """A text with no half of a surrogate pair in it, which UTF-8 could not hold."""
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise self.refusal(node, path, "the string holds half of a surrogate pair")
        return text

    def _key(self, node: TextNode, path: str) -> str:
        self.refuse_tag(node, path)
        if node.scalar == "string":
            return self.well_formed(node, path, node.text)
        quote = f'; quote it: "{node.text}"' if node.kind == "scalar" and node.scalar != "nothing" else ""
        raise self.refusal(node, path, f"expected a string as key, found {_found(node)}{quote}")

    def _enter(self, node: TextNode, path: str, outer: int) -> Place:
        self._values += 1
        if self._values > MAX_VALUES:
            raise self.refusal(node, path, f"more than {MAX_VALUES} values")
        depth = outer if node.kind == "scalar" else outer + 1
        if depth > MAX_DEPTH:
            raise self.refusal(node, path, TOO_DEEP)
        return Place(node, path, depth)


def _entering(reading: Reading, value: TextNode, path: str, depth: int) -> Callable[[], Place]:
    return lambda: reading._enter(value, path, depth)


def _found(node: TextNode) -> str:
    if node.kind != "scalar":
        return f"a {node.kind}"
    if node.scalar == "nothing":
        return "nothing"
    if node.scalar == "boolean":
        return node.text
    shown = node.text if len(node.text) <= _SHOWN else f"{node.text[:_SHOWN]}…"
    return f'the string "{shown}"' if node.scalar == "string" else f"the number {shown}"
