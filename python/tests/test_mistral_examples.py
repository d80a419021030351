"""The examples end as their README says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lazyengine import Client
from mistral_command import SECONDS, Command, waiting_action
from mistral_service import MistralService
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


def test_the_service_is_used_by_mistrals_own_api(real_server: RealServer, tmp_path: Path) -> None:
    service = MistralService(real_server.target, tmp_path)
    settings = (_FOLDER / "service" / "mistral.conf").read_text().replace("port = 8989", "port = 0")
    service.config.write_text(settings.replace("sqlite:///", f"sqlite:///{tmp_path}/"))
    service.start("--api")
    program = [sys.executable, str(_FOLDER / "service" / "start_and_read.py"), str(_FOLDER / "greeting.yaml")]
    for _ in range(2):
        shown = subprocess.run(
            [*program, "greeting", service.url], capture_output=True, check=False, text=True, timeout=SECONDS
        )
        assert shown.returncode == 0, shown.stderr
        assert shown.stdout.splitlines()[-1] == f"SUCCESS {_ROWS['greeting.yaml']['output']}"
    assert service.stop() == [0]
