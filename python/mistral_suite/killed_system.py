"""Mongod, a server and runners, each a process of its own that is killed with SIGKILL and started again."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from real_server import RealServer

_FOLDER = Path(__file__).parent
_PAUSES = (0.5, 5.0)


class KilledSystem:
    """Up, once made. `parts`: by name, what kills one and starts it again, at the same address on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mongod = _mongod(folder / "data", 0)
        self._server = RealServer(folder / "server.log", mongodb=str(self._mongod["uri"]))
        self._runners: dict[str, tuple[list[str], subprocess.Popen[bytes]]] = {}
        self.target = self._server.target
        self.parts: dict[str, Callable[[], None]] = {
            "mongod": self._kill_mongod,
            "server": self._server.kill_and_restart,
        }

    def add_runner(self, name: str, queue: str, answers: str) -> None:
        """Start a runner for the queue, which asks for its answers there."""
        command = [sys.executable, "-m", "mistral_suite.runner_program", self.target, queue, answers]
        self._runners[name] = (command, self._start(name, command))
        self.parts[name] = lambda: self._kill_runner(name)

    def stop(self) -> None:
        """End all of it."""
        for _, process in self._runners.values():
            process.kill()
            process.wait()
        self._server.stop()
        _kill(int(self._mongod["pid"]))

    def _start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=_FOLDER.parent, stdout=log, stderr=log)

    def _kill_mongod(self) -> None:
        _kill(int(self._mongod["pid"]))
        self._mongod = _mongod(self._folder / "data", int(self._mongod["port"]))

    def _kill_runner(self, name: str) -> None:
        command, process = self._runners[name]
        process.kill()
        process.wait()
        self._runners[name] = (command, self._start(name, command))


class Killer:
    """Kills the parts of a system at random, each once in a round, for some rounds or until it is stopped."""

    def __init__(self, system: KilledSystem, seed: int, rounds: int | None) -> None:
        self._system = system
        self._random = random.Random(seed)
        self._rounds = count() if rounds is None else range(rounds)
        self._stopped = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.kills: Counter[str] = Counter(dict.fromkeys(system.parts, 0))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Raises what came up, where a part could not be started again."""
        self._stopped.set()
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            for _ in self._rounds:
                for name in self._random.sample(sorted(self._system.parts), len(self._system.parts)):
                    if self._stopped.wait(self._random.uniform(*_PAUSES)):
                        return
                    self._system.parts[name]()
                    self.kills[name] += 1
        except BaseException as error:
            self._error = error


def _mongod(data: Path, port: int) -> Mapping[str, str | int]:
    command = [shutil.which("node") or "node", str(_FOLDER / "mongod-program.mjs"), str(data), str(port)]
    started = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    told: Mapping[str, str | int] = json.loads(started.stdout)
    return told


def _kill(pid: int) -> None:
    """Returns once it is gone: it is no child of this process."""
    os.kill(pid, signal.SIGKILL)
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
