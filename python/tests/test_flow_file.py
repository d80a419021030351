"""The file form against every fixture in test/flow-files, which is where its specification stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from google.protobuf.json_format import MessageToDict

from lazyengine import Payload, load_flow_file, parse_flow_file
from lazyengine.flow_file import FlowFileError, parse_definition, text_tree
from lazyengine.message_writer import MessageWriter
from lazyengine.payload import PayloadConverter
from lazyengine.v1 import flow_spec_pb2

FIXTURES = Path(__file__).parents[2] / "test" / "flow-files"


def fixtures(folder: str, ending: str) -> list[Any]:
    files = sorted(p for p in (FIXTURES / folder).iterdir() if not p.name.endswith(ending))
    return [pytest.param(file, file.with_name(file.stem + ending), id=file.name) for file in files]


@pytest.fixture(params=["libyaml", "pure"])
def both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed without libyaml reads the same."""
    if request.param == "pure":
        monkeypatch.setattr(text_tree, "_FastLoader", yaml.SafeLoader)


@pytest.mark.usefixtures("both_parsers")
@pytest.mark.parametrize(("file", "expected"), fixtures("valid", ".expected.json"))
def test_a_valid_file_becomes_the_definition_it_means(file: Path, expected: Path) -> None:
    message = parse_definition(file.read_text(encoding="utf-8"))
    assert MessageToDict(message) == json.loads(expected.read_text(encoding="utf-8"))
    assert MessageWriter(PayloadConverter()).write(flow_spec_pb2.FlowSpec, load_flow_file(file)) == message


@pytest.mark.usefixtures("both_parsers")
@pytest.mark.parametrize(("file", "expected"), fixtures("invalid", ".error.json"))
def test_an_invalid_file_is_refused_at_its_first_fault(file: Path, expected: Path) -> None:
    with pytest.raises(FlowFileError) as raised:
        load_flow_file(file)
    error = raised.value
    told = {"line": error.line, "column": error.column, "path": error.path, "message": error.problem}
    wanted = json.loads(expected.read_text(encoding="utf-8"))
    assert {key: told[key] for key in wanted} == wanted


def test_an_error_begins_with_file_line_column_and_path() -> None:
    with pytest.raises(FlowFileError) as raised:
        parse_flow_file("name: 1\n", "flow.yaml")
    assert str(raised.value) == 'flow.yaml:1:7: name: expected a string, found the number 1; quote it: "1"'


def test_on_stays_a_string_and_payloads_keep_the_files_text() -> None:
    spec = parse_flow_file("tasks: {name: a, type: t, input: {on: yes, n: 1.10}}".replace("{name", "[{name") + "]")
    assert spec.tasks[0].input == Payload(b'{"on":"yes","n":1.10}', "application/json")


def test_json_may_be_indented_with_tabs() -> None:
    spec = parse_flow_file('{\n\t"name": "a\\tb",\n\t"tasks": []\n}')
    assert spec.name == "a\tb"
    with pytest.raises(FlowFileError) as raised:
        parse_flow_file('{\n\t"nam": "a"\n}')
    assert (raised.value.line, raised.value.column) == (2, 2)


@pytest.mark.usefixtures("both_parsers")
@pytest.mark.parametrize("text", ["tasks: " + "[" * 1_500, "[" * 900 + "]" * 900])
def test_text_that_nests_without_end_is_refused_without_ending_the_stack(text: str) -> None:
    with pytest.raises(FlowFileError, match=r"nested more than 100 levels deep|expected a mapping, found a list"):
        parse_flow_file(text)


def test_two_escapes_that_make_one_character_are_that_character() -> None:
    assert parse_flow_file(r'{"name": "\ud83d\ude00\u00e9"}').name == "\N{GRINNING FACE}é"


def test_a_file_that_is_not_utf_8_is_refused_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_bytes(b"name: \xff")
    with pytest.raises(FlowFileError, match=r"flow\.yaml:1:1: the file is not UTF-8"):
        load_flow_file(file)


def test_numbers_of_thousands_of_digits_are_refused_or_kept() -> None:
    digits = "9" * 5_000
    with pytest.raises(FlowFileError, match="expected a whole number from 0 to 4294967295, found the number 999"):
        parse_flow_file(f"max_parallel: {digits}")
    spec = parse_flow_file(f"tasks: [{{name: a, type: t, input: [{digits}, 0x{'f' * 4_500}]}}]")
    data: bytes = spec.tasks[0].input.data
    assert data.startswith(b"[999")
    assert len(data) == 5_000 + 5_419 + 3
