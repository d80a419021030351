"""The examples end as their README says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lazyengine import Client
from mistral_command import SECONDS, Command, waiting_action
from real_server import RealServer

_FOLDER = Path(__file__).parents[2] / "examples" / "mistral"
_ROW = re.compile(r"^\| `(?P<file>\w+\.yaml)` \|.*\| (?P<state>[A-Z]+)(?:, `(?P<output>\{.*\})`)?.*\|$", re.MULTILINE)
_ROWS = {row["file"]: row for row in _ROW.finditer((_FOLDER / "README.md").read_text())}


def test_the_readme_has_a_row_for_each_file() -> None:
    assert sorted(_ROWS) == sorted(file.name for file in _FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", [name for name, row in _ROWS.items() if row["output"]])
def test_an_example_ends_as_its_row_says(real_server: RealServer, file: str) -> None:
    chosen = re.search(r"`--workflow ([\w.]+)`", _ROWS[file].group())
    options = [] if chosen is None else ["--workflow", chosen.group(1)]
    shown = Command(real_server.target)("run", str(_FOLDER / file), *options)
    assert (shown["state"], shown["output"]) == (_ROWS[file]["state"], json.loads(_ROWS[file]["output"]))


def test_the_approval_waits_for_its_result(real_server: RealServer) -> None:
    command = Command(real_server.target)
    running = command.start("run", str(_FOLDER / "approval.yaml"), "--id", "mine")
    with Client(real_server.target, namespace=command.namespace) as client:
        action = waiting_action(client, "mine")
    waiting: Any = command("get", "mine")
    assert waiting["state"] == _ROWS["approval.yaml"]["state"]
    assert waiting["tasks"][0]["action_executions"] == [action]
    assert command("complete", action, "--result", "{by: you}")["output"] == {"approved_by": "you"}
    running.communicate(timeout=SECONDS)
    assert running.returncode == 0
