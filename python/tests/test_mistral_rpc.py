"""Mistral's RPC client, its EngineServer and its executors, around the engine on LazyEngine."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mistral.engine import base

from lazyengine.mistral.service.engine import LazyEngineEngine
from mistral_service import SECONDS, MistralService
from real_server import RealServer

pytestmark = pytest.mark.timeout(300)

_PROGRAM = Path(__file__).with_name("mistral_rpc_program.py")


class Rpc:
    """Calls Mistral's EngineClient in the program."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, call: str, *args: Any, **options: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"call": call, "args": args, "options": options}) + "\n")
        self._process.stdin.flush()
        return self.read()

    def read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


@contextmanager
def engine_server(service: MistralService, *options: str) -> Iterator[Rpc]:
    command = [sys.executable, str(_PROGRAM), str(service.config), *options]
    with (service.folder / "rpc.log").open("w") as log:
        process = subprocess.Popen(
            command, env=service.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        rpc = Rpc(process)
        assert rpc.read() == {"ready": True}
        yield rpc
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(SECONDS)
        finally:
            process.kill()


@pytest.fixture
def service(real_server: RealServer, tmp_path: Path) -> Iterator[MistralService]:
    """The API alone: what it shows is read from the database."""
    service = MistralService(real_server.target, tmp_path, "remote")
    service.start("--api", "--no-engine", "--no-projector", "--no-runner")
    yield service
    assert service.stop() == [0]


def test_all_methods_of_the_engine_are_there() -> None:
    assert LazyEngineEngine.__abstractmethods__ == frozenset()
    assert {*base.Engine.__abstractmethods__, "on_action_update"} <= set(vars(LazyEngineEngine))


def test_the_rpc_client_is_served_and_remote_executors_run_the_actions(service: MistralService) -> None:
    service.define(
        """
slow:
  tasks:
    a: {action: std.sleep seconds=9, on-success: b}
    b: {action: std.echo output=<% execution().id %>, publish: {p: <% task().result %>}, on-success: c}
    c: {action: std.async_noop, on-success: d}
    d: {action: std.fail}
"""
    )
    with engine_server(service, "executor") as rpc:
        id = str(uuid.uuid4())
        started = rpc("start_workflow", "slow", "", id, {}, "by rpc")["answer"]
        assert (started["id"], started["state"], started["description"]) == (id, "RUNNING", "by rpc")
        assert rpc("start_workflow", "slow", "", id, {}, "again")["answer"]["description"] == "by rpc"
        # It takes longer than an executor may be silent.
        service.task(id, "a", "SUCCESS")
        assert json.loads(service.task(id, "b", "SUCCESS")["published"]) == {"p": id}
        (action,) = service.actions(service.task(id, "c", "RUNNING"))
        assert rpc("pause_workflow", id)["answer"]["state"] == "PAUSED"
        assert rpc("resume_workflow", id)["answer"]["state"] == "RUNNING"
        assert rpc("on_action_update", action["id"], "PAUSED")["answer"]["state"] == "PAUSED"
        assert rpc("on_action_update", action["id"], "RUNNING")["answer"]["state"] == "RUNNING"
        assert rpc("process_action_heartbeats", [action["id"], str(uuid.uuid4())]) == {"answer": None}
        done = rpc("on_action_complete", action["id"], {"result": {"data": 1}})["answer"]
        assert (done["state"], done["output"]) == ("SUCCESS", {"result": 1})
        failed = service.task(id, "d", "ERROR")
        service.until(f"executions/{id}", "ERROR")
        assert rpc("rerun_workflow", failed["id"])["answer"]["state"] == "RUNNING"
        service.until(f"executions/{id}", "ERROR")
        assert len(service.actions(failed)) == 2
        assert rpc("rerun_workflow", failed["id"], skip=True)["answer"]["id"] == id
        service.until(f"executions/{id}", "SUCCESS")
        assert rpc("stop_workflow", id, "CANCELLED", "late")["answer"]["state"] == "SUCCESS"
        # The two that Mistral's clients never need here.
        assert "does not roll back" in rpc("rollback_workflow", id)["text"]
        assert rpc("start_task", failed["id"], True, False, None, False, False) == {"answer": None}
        ran = rpc("start_action", "std.echo", {"output": 2}, run_sync=True)["answer"]
        assert (ran["state"], ran["output"]) == ("SUCCESS", {"result": 2})
        assert rpc("start_workflow", "none")["error"] == "MistralException"


def test_what_no_executor_is_heard_of_fails(service: MistralService) -> None:
    service.define("lost:\n  tasks:\n    a: {action: std.noop}\n")
    with engine_server(service) as rpc:
        id = rpc("start_workflow", "lost")["answer"]["id"]
        service.until(f"executions/{id}", "ERROR")
        (action,) = service.actions(service.task(id, "a", "ERROR"))
        assert action["state"] == "ERROR"


def test_projects_see_and_touch_what_is_their_own(real_server: RealServer, tmp_path: Path) -> None:
    service = MistralService(real_server.target, tmp_path)
    service.config.write_text(service.config.read_text().replace("auth_enable = false", "auth_enable = true"))
    text = """
version: '2.0'
shared:
  tasks:
    a: {workflow: inner}
inner:
  tasks:
    t: {action: std.async_noop}
"""
    with engine_server(service) as rpc:
        assert rpc("define", text, "public", project="one") == {"answer": None}
        id = rpc("start_workflow", "shared", project="two")["answer"]["id"]
        actions: list[str] = []
        while not actions:
            actions = rpc("waiting_actions")["answer"]
        result = {"result": {"data": 1}}
        assert "not found" in rpc("on_action_complete", actions[0], result, project="one")["text"]
        assert "not found" in rpc("pause_workflow", id, project="one")["text"]
        assert rpc("executions", project="one") == {"answer": []}
        assert rpc("on_action_complete", actions[0], result, project="two")["answer"]["state"] == "SUCCESS"
        states: list[str] = []
        while states != ["SUCCESS", "SUCCESS"]:
            shown = rpc("executions", project="two")["answer"]
            states = [one["state"] for one in shown]
        assert {one["project_id"] for one in shown} == {"two"}
