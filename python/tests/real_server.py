"""The real server, started as a user would: `lazyengine dev` on free ports, with its memory store or with MongoDB."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = ROOT / "dist" / "bin" / "lazyengine.js"
_READY = re.compile(r"lazyengine ready grpc=(\S+) http=(\S+) store=\S+")
_START_SECONDS = 30.0
# The drain of the server, and the end of its MongoDB after it, on a busy machine.
_STOP_SECONDS = 60.0


class RealServer:
    """A server process of one's own. `target` is where it serves gRPC.

    With `data` it keeps its flows in a MongoDB in that folder, with `mongodb` in the one at that address, otherwise in
    memory. `options` are those of the command.
    """

    def __init__(
        self, log: Path, data: Path | None = None, *, mongodb: str | None = None, options: tuple[str, ...] = ()
    ) -> None:
        node = shutil.which("node")
        if node is None or not COMMAND.exists():
            no_command = "dist/bin/lazyengine.js is missing: npm run build makes it"
            pytest.skip(f"no real server: {'node is not installed' if node is None else no_command}")
        self._log = log
        store = ["--store", "memory"] if data is None else ["--store", "mongodb", "--data", str(data)]
        kept = ["dev", *store] if mongodb is None else ["serve", "--mongodb", mongodb]
        self._command = [node, str(COMMAND), *kept, *options]
        self._start("0")

    def kill_and_restart(self) -> None:
        """End the process without a word, and start another one at the same address, on the same data."""
        self._process.kill()
        self._process.wait()
        self._start(self.target.rpartition(":")[2])

    def stop(self) -> None:
        """End the process in order: one that is killed leaves the MongoDB of its folder behind."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"the server did not stop:\n{self._log.read_text()}") from None

    def _start(self, port: str) -> None:
        command = [*self._command, "--port", port, "--http-port", "0"]
        with self._log.open("a") as stderr:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)
        try:
            self.target = self._wait_ready()
        except BaseException:
            self.stop()
            raise

    def _wait_ready(self) -> str:
        lines: Queue[str] = Queue()
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=_START_SECONDS)
            except Empty:
                line = ""
            match = _READY.match(line)
            if match is not None:
                return match[1]
            if not line:
                raise AssertionError(f"the server did not get ready:\n{self._log.read_text()}")

    def _read(self, lines: Queue[str]) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            lines.put(line)
        lines.put("")


@contextmanager
def serving(variable: str, folder: Path) -> Iterator[str]:
    """The address that the variable of the environment names, else that of a server of one's own on MongoDB."""
    given = os.environ.get(variable)
    if given:
        yield given
        return
    server = RealServer(folder / "stderr.log", folder / "data")
    try:
        yield server.target
    finally:
        server.stop()
