"""The oracle in a process of its own, since LazyEngine's part gives Mistral's expressions other functions to call."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from mistral_suite.outcome import Outcome
from mistral_suite.plan import Job

_FOLDER = Path(__file__).parents[1]
_JOB_SECONDS = 120.0


class OracleError(Exception):
    """Mistral refused a job, or it did not get where the job says."""


class OracleProcess:
    """Started by the first job."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("w")
        command = [sys.executable, "-m", "mistral_suite.oracle_program"]
        self._process = subprocess.Popen(
            command,
            cwd=_FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            # Ctrl-C is for the tests, which end it.
            start_new_session=True,
        )
        self._lock = threading.Lock()
        self._count = 0
        self._waiting: dict[str, Future[Outcome]] = {}
        threading.Thread(target=self._read, daemon=True).start()

    def submit(self, job: Job) -> Future[Outcome]:
        """Its outcome, when it is there; the future raises OracleError where Mistral refuses it."""
        with self._lock:
            self._count += 1
            namespace = f"n{self._count}"
            future: Future[Outcome] = Future()
            self._waiting[namespace] = future
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps({**job, "namespace": namespace}) + "\n")
            self._process.stdin.flush()
        return future

    def outcome(self, job: Job) -> Outcome:
        """What Mistral makes of the job."""
        return self.submit(job).result(_JOB_SECONDS)

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told: dict[str, Any] = json.loads(line)
            future = self._waiting.pop(told["namespace"])
            if "error" in told:
                future.set_exception(OracleError(told["error"]))
            else:
                future.set_result(Outcome.of(told["outcome"]))
        for future in self._waiting.values():
            future.set_exception(OracleError("the oracle has ended"))
