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
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path

from real_server import RealServer

_FOLDER = Path(__file__).parent
_PAUSES = (0.5, 5.0)


class KilledSystem:
    """Up, once made. `parts`: by name, what kills one and starts it again, at the same address on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runners: dict[str, tuple[list[str], subprocess.Popen[bytes]]] = {}
        # All of it is ended, the last first, also where one of them cannot be.
        with ExitStack() as ends:
            self._mongod = _mongod(folder / "data", 0)
            ends.callback(lambda: _kill(int(self._mongod["pid"])))
            self._server = RealServer(folder / "server.log", mongodb=str(self._mongod["uri"]))
            ends.callback(self._server.stop)
            ends.callback(self._kill_runners)
            self._ends = ends.pop_all()
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
        self._ends.close()

    def _kill_runners(self) -> None:
        for _, process in self._runners.values():
            process.kill()
            process.wait()

    def _start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("ab") as log:
            # Ctrl-C is for the tests, which end it.
            return subprocess.Popen(command, cwd=_FOLDER.parent, stdout=log, stderr=log, start_new_session=True)

    def _kill_mongod(self) -> None:
        _kill(int(self._mongod["pid"]))
        self._mongod = _mongod(self._folder / "data", int(self._mongod["port"]))

    def _kill_runner(self, name: str) -> None:
        command, process = self._runners[name]
        process.kill()
        process.wait()
        self._runners[name] = (command, self._start(name, command))


class Killer:
    """Within it parts of a system are killed at random, each once in a round, for some rounds or to its end."""

    def __init__(self, system: KilledSystem, seed: int, rounds: int | None) -> None:
        self._system = system
        self._random = random.Random(seed)
        self._rounds = count() if rounds is None else range(rounds)
        self._stopped = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.kills: Counter[str] = Counter(dict.fromkeys(system.parts, 0))

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Raises what came up, where a part could not be started again, unless something else did."""
        self._stopped.set()
        self._thread.join()
        if kind is None and self._error is not None:
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
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
