"""Flow files: definitions as YAML 1.2 or JSON, in one form for every language."""

from __future__ import annotations

from pathlib import Path

from lazyengine.flow_file.definition_reader import read_definition
from lazyengine.flow_file.flow_file_error import FlowFileError
from lazyengine.flow_file.reading import Reading
from lazyengine.flow_file.text_tree import parse_text_tree
from lazyengine.flow_spec import FlowSpec
from lazyengine.message_reader import MessageReader
from lazyengine.payload import RawPayloads
from lazyengine.v1 import flow_spec_pb2

__all__ = ["FlowFileError", "load_flow_file", "parse_flow_file"]


def load_flow_file(path: str | Path) -> FlowSpec:
    """Read a flow file from disk: `parse_flow_file`, and FlowFileError too where the file is not UTF-8."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FlowFileError("the file is not UTF-8", 1, 1, "", str(path)) from error
    return parse_flow_file(text, str(path))


def parse_flow_file(text: str, file_name: str | None = None) -> FlowSpec:
    """The definition that the text holds; `file_name` only stands in front of messages.

    Payloads come as `Payload`, byte for byte as the file form lays them down. Raises FlowFileError at the first fault.
    What a definition must fulfil beyond its form is not checked: the server does that.
    """
    spec: FlowSpec = MessageReader(RawPayloads()).read(parse_definition(text, file_name))
    return spec


def parse_definition(text: str, file_name: str | None = None) -> flow_spec_pb2.FlowSpec:
    """As `parse_flow_file`, as a message."""
    return read_definition(Reading(parse_text_tree(text, file_name), file_name))
