"""Mistral's service on LazyEngine in processes of its own, as a user starts it, and a client of Mistral's REST API."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

SECONDS = 60.0
_POLL_SECONDS = 0.05
_READY = re.compile(r"mistral service ready(?: api=(?P<api>\S+))?")
_SETTINGS = """
[DEFAULT]
transport_url = fake:/
[database]
# Several processes write: on a busy machine one may wait for longer than the usual five seconds.
connection = sqlite:///{folder}/mistral.sqlite?timeout=60
[pecan]
auth_enable = false
[api]
host = 127.0.0.1
port = 0
[cron_trigger]
enabled = false
[legacy_action_provider]
load_action_generators = false
[notifier]
type = local
[executor]
type = {executor}
[action_heartbeat]
check_interval = 1
max_missed_heartbeats = 2
first_heartbeat_timeout = 6
[action_std_http]
denied_cidrs =
"""


class Refused(Exception):
    """The API's answer is an error: its status and text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


class MistralService:
    """Processes that share a database in a folder, and a namespace of a LazyEngine server."""

    def __init__(self, target: str, folder: Path, executor: str = "local") -> None:
        self.namespace = f"test-{uuid.uuid4().hex[:12]}"
        self.folder = folder
        self.config = folder / "mistral.conf"
        self.config.write_text(_SETTINGS.format(folder=folder, executor=executor))
        self.environment = {**os.environ, "LAZYENGINE_ADDRESS": target, "LAZYENGINE_NAMESPACE": self.namespace}
        self._log = folder / "stderr.log"
        self._processes: list[subprocess.Popen[str]] = []
        self.url = ""

    def start(self, *options: str) -> subprocess.Popen[str]:
        """A process of it, that serves already; with `--api` its address is taken."""
        process = self.begin(*options)
        self.await_ready(process)
        return process

    def begin(self, *options: str) -> subprocess.Popen[str]:
        """A process of it, that is about to serve."""
        return self._begin("-m", "lazyengine.mistral", "--config-file", str(self.config), "service", *options)

    def begin_own(self) -> subprocess.Popen[str]:
        """Mistral's own service, with its own engine; it is to be killed, since its timers outlive it."""
        return self._begin(str(Path(__file__).with_name("mistral_own_program.py")), str(self.config))

    def _begin(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, *arguments]
        with self._log.open("a") as log:
            process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True)
        self._processes.append(process)
        return process

    def await_ready(self, process: subprocess.Popen[str]) -> None:
        """Wait until it serves."""
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        assert process.stdout is not None
        ready = _READY.match(process.stdout.readline())
        timer.cancel()
        assert ready is not None, self._log.read_text()
        self.url = ready["api"] or self.url

    def stop(self) -> list[int]:
        """The exit statuses of all processes."""
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        return [process.wait(SECONDS) for process in self._processes]

    def kill(self) -> None:
        """End all processes at once."""
        for process in self._processes:
            process.kill()
            process.wait()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """What the API answers. Raises Refused where that is an error."""
        kind = "text/plain" if isinstance(body, str) else "application/json"
        data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        connection = HTTPConnection(self.url.removeprefix("http://"), timeout=SECONDS)
        try:
            connection.request(method, f"/v2/{path}", data, {"Content-Type": kind})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise Refused(answer.status, text)
        return json.loads(text) if text else None

    def define(self, text: str, kind: str = "workflows") -> Any:
        """Store definitions in Mistral's database."""
        return self.call("POST", kind, f"version: '2.0'\n{text}")

    def run(self, workflow: str, **fields: Any) -> str:
        """Start a workflow; the id of its execution."""
        return str(self.call("POST", "executions", {"workflow_name": workflow, **fields})["id"])

    def until(self, path: str, state: str) -> Any:
        """What the API shows once it shows this state."""
        return self._until(path, (state,))

    def until_ended(self, path: str) -> Any:
        """What the API shows once it shows an end."""
        return self._until(path, ("SUCCESS", "ERROR", "CANCELLED", "SKIPPED"))

    def _until(self, path: str, states: Sequence[str]) -> Any:
        return self._look(lambda: self.call("GET", path), lambda shown: shown["state"] in states, f"{path} in {states}")

    def _look(self, look: Callable[[], Any], holds: Callable[[Any], bool], wanted: str) -> Any:
        """What is seen once that holds. Mistral's API tells of no change: it is asked again and again."""
        end = time.monotonic() + SECONDS
        while not holds(shown := look()):
            assert time.monotonic() < end, f"{shown} is not {wanted}\n{self._log.read_text()[-4000:]}"
            time.sleep(_POLL_SECONDS)
        return shown

    def tasks(self, execution: str) -> dict[str, Any]:
        """The task executions of a workflow execution, by name."""
        return {task["name"]: task for task in self.call("GET", f"executions/{execution}/tasks")["tasks"]}

    def task(self, execution: str, name: str, state: str) -> Any:
        """A task execution, once it is shown in this state."""
        return self._look(
            lambda: self.tasks(execution).get(name),
            lambda shown: shown is not None and shown["state"] == state,
            f"{name} in {state}",
        )

    def until_actions(self, task: Any, count: int) -> list[Any]:
        """The action executions of a task execution, once there are so many."""
        return [*self._look(lambda: self.actions(task), lambda shown: len(shown) >= count, f"{count} actions")]

    def until_called(self, task: Any, count: int) -> list[Any]:
        """The workflow executions that a task execution has called, once there are so many."""
        path = f"tasks/{task['id']}/workflow_executions"
        return [*self._look(lambda: self.call("GET", path)["executions"], lambda shown: len(shown) >= count, path)]

    def actions(self, task: Any) -> list[Any]:
        """The action executions of a task execution, with their results."""
        listed = self.call("GET", f"tasks/{task['id']}/action_executions?include_output=true")
        return [*listed["action_executions"]]
