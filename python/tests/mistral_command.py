"""The program `python -m lazyengine.mistral`, as tests call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from typing import Any

from lazyengine import Client

SECONDS = 60


class Command:
    """Calls the program on a server, in a namespace of the test's own."""

    def __init__(self, target: str) -> None:
        self.namespace = f"test-{uuid.uuid4().hex[:12]}"
        self._env = {**os.environ, "LAZYENGINE_ADDRESS": target, "LAZYENGINE_NAMESPACE": self.namespace}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        program = [sys.executable, "-m", "lazyengine.mistral", *arguments]
        return subprocess.Popen(program, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __call__(self, *arguments: str, status: int = 0) -> Any:
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == status, errors
        return json.loads(out) if out else errors


def waiting_action(client: Client, flow_id: str) -> str:
    """The action execution that is stored in the namespace, and whose task has been deferred."""
    with client.watch_flow(timeout=SECONDS) as watch:
        for _ in watch:
            listed = list(client.iterate_flows(name="mistral.action_execution"))
            if listed and any(task.deferred for task in client.iterate_tasks(flow_id)):
                return listed[0].flow_id.partition(":")[2]
    raise AssertionError("nothing was deferred")
