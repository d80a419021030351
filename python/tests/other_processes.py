"""Other Python processes of a test: programs that go on beside it, and calls that are made and over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lazyengine import Client

TESTS = Path(__file__).parent
_PATH = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])


class OtherProcesses:
    """Starts Python programs that find the server in their environment, and ends at the end what still runs."""

    def __init__(self, target: str, client: Client, variables: Mapping[str, str]) -> None:
        place = {"LAZYENGINE_ADDRESS": target, "LAZYENGINE_NAMESPACE": client.namespace}
        self.environment = {**os.environ, "PYTHONPATH": _PATH, **place, **variables}
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A Python program beside the test."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def start_code(self, code: str) -> subprocess.Popen[str]:
        return self.start("-c", f"from lazyengine import controller\nimport controller_flows as flows\n{code}")

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function of the controller returns, called in a process of its own."""
        given = ", ".join(repr(argument) for argument in arguments)
        process = self.start_code(f"import json; print(json.dumps(controller.{function}({given})))")
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        return json.loads(output)

    def stop(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()
