"""The process that test engines live in: started at first use, asked by lines of JSON, ended with this process."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

COMMAND_VARIABLE = "LAZYENGINE_TEST_ENGINE"
_NAME = "lazyengine-test-engine"
_HOW_TO = (
    f"{_NAME} was not found. It comes with the npm package `lazyengine` and needs Node.js >= 20.19: "
    f"`npm install --save-dev lazyengine` in this folder or one above it, or say where it is by {COMMAND_VARIABLE}."
)


class TestEngineError(Exception):
    """A test that cannot go on: what it waits for cannot come, or it asks for what is not there."""

    __test__ = False


class EngineProcess:
    """One process for all test engines of this one; may be asked from any number of threads."""

    def __init__(self, command: Sequence[str]) -> None:
        self._lock = threading.Lock()
        self._asked: dict[int, Future[Any]] = {}
        self._last = 0
        # Its log, warnings and errors alone, goes where that of the tests goes.
        self._process = subprocess.Popen(  # noqa: S603 - the project's own program, or the one that the caller names
            [*command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._reader = threading.Thread(target=self._read, name="lazyengine-test-engine", daemon=True)
        self._reader.start()
        atexit.register(self.close)

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def ask(self, what: str, **fields: Any) -> Any:
        """Ask, and wait for the answer; TestEngineError where there is none."""
        asked: Future[Any] = Future()
        with self._lock:
            self._last += 1
            number = self._last
            self._asked[number] = asked
            given = {name: value for name, value in fields.items() if value is not None}
            self._say({"id": number, "ask": what, **given})
        return asked.result()

    def close(self) -> None:
        """End it, and wait until it has."""
        atexit.unregister(self.close)
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _say(self, line: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        try:
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise TestEngineError(f"{_NAME} has ended") from error

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        for line in self._process.stdout:
            said = json.loads(line)
            asked = self._asked.pop(said.get("id", 0), None)
            if asked is None:
                continue
            error = said.get("error")
            if error is None:
                asked.set_result(said["answer"])
            else:
                asked.set_exception(TestEngineError(error["message"]))
        for asked in [*self._asked.values()]:
            asked.set_exception(TestEngineError(f"{_NAME} has ended with code {self._process.wait()}"))


_shared: EngineProcess | None = None
_shared_lock = threading.Lock()


def shared_process() -> EngineProcess:
    """The one of this process, started where there is none."""
    global _shared  # noqa: PLW0603 - one for all tests of a process
    with _shared_lock:
        if _shared is None or not _shared.alive:
            _shared = EngineProcess(engine_command())
        return _shared


def engine_command() -> list[str]:
    """By what LAZYENGINE_TEST_ENGINE names, else from a folder `node_modules` here or above, else from the PATH."""
    named = os.environ.get(COMMAND_VARIABLE)
    if named:
        return _run_by_node(Path(named))
    here = Path.cwd()
    for folder in (here, *here.parents):
        script = folder / "node_modules" / ".bin" / _NAME
        if script.exists():
            return _run_by_node(script.resolve())
    found = shutil.which(_NAME)
    if found is None:
        raise TestEngineError(_HOW_TO)
    return [found]


def _run_by_node(script: Path) -> list[str]:
    node = shutil.which("node")
    if node is None:
        raise TestEngineError(_HOW_TO)
    if not script.exists():
        raise TestEngineError(f"{COMMAND_VARIABLE}: there is no file {script}")
    return [node, str(script)]
