"""`python -m lazyengine.mistral`: run, complete, get, rerun and runner, each in a process of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from lazyengine import Client
from mistral_command import SECONDS, Command, waiting_action
from real_server import RealServer


@pytest.fixture
def command(real_server: RealServer) -> Command:
    return Command(real_server.target)


@pytest.fixture
def web() -> Iterator[str]:
    """The address of a web server on this machine that answers with JSON."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"here": true}')

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def write(folder: Path, text: str) -> str:
    file = folder / "wf.yaml"
    file.write_text(f"version: '2.0'\n{text}")
    return str(file)


def test_a_real_web_call_by_the_actions_of_mistral(command: Command, web: str, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        """
main:
  input: [url]
  output: {here: <% $.here %>}
  tasks:
    a: {action: std.http url=<% $.url %>, publish: {here: <% task().result.content.here %>}}
""",
    )
    config = tmp_path / "mistral.conf"
    config.write_text("[action_std_http]\ndenied_cidrs =\n")
    shown = command("--config-file", str(config), "run", file, "--input", f"url={web}")
    assert (shown["state"], shown["output"]) == ("SUCCESS", {"here": True})
    blocked = command("run", file, "--input", f"url={web}", status=1)
    assert "blocked address" in blocked["state_info"]


def test_an_asynchronous_action_is_finished_from_the_shell(
    command: Command, real_server: RealServer, tmp_path: Path
) -> None:
    file = write(tmp_path, "main:\n  tasks:\n    a: {action: std.async_noop, publish: {p: <% task().result %>}}\n")
    running = command.start("run", file, "--id", "mine")
    with Client(real_server.target, namespace=command.namespace) as client:
        record = waiting_action(client, "mine")
    assert command("get", "mine")["state"] == "RUNNING"
    assert command("complete", record, "--result", "{by: hand}")["output"] == {"p": {"by": "hand"}}
    out, errors = running.communicate(timeout=SECONDS)
    assert running.returncode == 0, errors
    assert json.loads(out)["state"] == "SUCCESS"
    told = f"error: no action execution {record!r} waits for a result: none has that id, or it has ended\n"
    assert command("complete", record, "--result", "{by: other}", status=1) == told
    assert command("get", "mine")["output"] == {"p": {"by": "hand"}}


def test_a_failed_task_is_run_again_by_other_runners(command: Command, tmp_path: Path) -> None:
    file = write(tmp_path, "main:\n  tasks:\n    a: {action: std.fail, on-success: b}\n    b: {action: std.noop}\n")
    failed = command("run", file, "--id", "mine", status=1)
    assert (failed["state"], [task["name"] for task in failed["tasks"]]) == ("ERROR", ["a"])
    runners = [command.start("runner") for _ in range(2)]
    try:
        again = command("rerun", "mine", "a", "--no-runner", status=1)
        assert [(task["name"], task["runs"]) for task in again["tasks"]] == [("a", 2)]
        skipped = command("rerun", "mine", "a", "--skip", "--no-runner")
        assert [task["state"] for task in skipped["tasks"]] == ["SKIPPED", "SUCCESS"]
    finally:
        for process in runners:
            process.terminate()
            process.communicate(timeout=SECONDS)
    assert [process.returncode for process in runners] == [0, 0]


def test_what_a_killed_runner_has_begun_is_done_by_another(
    command: Command, real_server: RealServer, tmp_path: Path
) -> None:
    file = write(
        tmp_path,
        """
main:
  tasks:
    a: {action: std.sleep seconds=3, publish: {p: 1}, on-success: b}
    b: {action: std.echo output=<% $.p %>, publish: {q: <% task().result %>}}
""",
    )
    killed, running = command.start("runner", "--lease", "1"), command.start("run", file, "--id", "mine", "--no-runner")
    with (
        Client(real_server.target, namespace=command.namespace) as client,
        client.watch_flow(timeout=SECONDS) as watch,
    ):
        for _ in watch:
            if any(flow.flow_id == "mine" for flow in client.iterate_flows()) and any(
                task.state.value == "RUNNING" for task in client.iterate_tasks("mine")
            ):
                break
    killed.kill()
    killed.communicate()
    other = command.start("runner")
    try:
        out, errors = running.communicate(timeout=SECONDS)
    finally:
        other.terminate()
        other.communicate(timeout=SECONDS)
    assert running.returncode == 0, errors
    shown = json.loads(out)
    assert (shown["output"], [task["runs"] for task in shown["tasks"]]) == ({"p": 1, "q": 1}, [1, 1])


def test_wrong_texts_and_inputs_are_told_in_one_line(command: Command, tmp_path: Path) -> None:
    file = write(tmp_path, "main:\n  input: [x]\n  tasks:\n    a: {action: std.noop}\n")
    assert "Invalid input" in command("run", file, status=1)
    assert "expected NAME=VALUE" in command("run", file, "--input", "x", status=1)
    assert "error: expected a value in YAML, got '['" in command("run", file, "--input", "x=[", status=1)
    assert "workflow 'other'" in command("run", file, "--workflow", "other", status=1)
    assert command("run", file, "--input", "x=.nan", status=1).startswith("error: the value cannot be stored as JSON: ")


def test_a_policy_that_comes_out_wrong_is_told_with_what_was_expected(command: Command, tmp_path: Path) -> None:
    file = write(tmp_path, "main:\n  tasks:\n    a: {action: std.noop, wait-before: <% -5 %>}\n")
    failed = command("run", file, status=1)
    assert failed["state_info"] == "Invalid value of wait_before: expected an integer of at least 0, got -5"


def test_what_the_parser_refuses_is_told_by_its_place_without_the_schema(command: Command, tmp_path: Path) -> None:
    refused = command("run", write(tmp_path, "main: 3\n"), status=1)
    assert refused == "error: Invalid DSL: 3 is not of type 'object' (at main)\n"
    misspelt = write(tmp_path, "main:\n  tasks:\n    a: {action: std.noop, on-succes: b}\n")
    refused = command("run", misspelt, status=1)
    assert refused == "error: Invalid DSL: Additional properties are not allowed ('on-succes' was unexpected)\n"


def test_files_ids_and_settings_that_are_not_there_are_told_in_one_line(command: Command, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    assert command("run", missing, status=1).startswith("error: [Errno 2] No such file or directory")
    assert missing in command("--config-file", missing, "get", "x", status=1)
    assert command("get", "x", status=1).startswith("error: FLOW_NOT_FOUND: ")
    assert command("rerun", "x", "a", status=1).startswith("error: FLOW_NOT_FOUND: ")
    assert command("complete", "x", status=1).startswith("error: no action execution 'x' waits for a result: ")


def test_an_environment_that_is_wrong_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAZYENGINE_TLS", "maybe")
    assert (
        Command("127.0.0.1:1")("get", "x", status=1) == "error: LAZYENGINE_TLS: expected true or false, got 'maybe'\n"
    )
    monkeypatch.delenv("LAZYENGINE_TLS")
    monkeypatch.setenv("LAZYENGINE_TOKEN_FILE", str(tmp_path / "missing"))
    assert "No such file" in Command("127.0.0.1:1")("get", "x", status=1)
