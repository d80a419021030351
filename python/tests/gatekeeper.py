"""Gates across processes: a task's function stops at its gate until the test opens it, and the test sees it stop."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable

_VARIABLE = "TEST_GATEKEEPER"


def pass_gate(name: str) -> None:
    """Called by the function: waits until the test lets it pass; at once where no test keeps gates."""
    port = os.environ.get(_VARIABLE)
    if port is None:
        return
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        connection.sendall(f"{os.getpid()} {name}\n".encode())
        if connection.recv(1) != b"!":
            raise ConnectionError(f"nobody opens the gate of {name} any more")


class Gatekeeper:
    """The test's side. `variables` is what a process needs in its environment to be stopped at the gates."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.variables = {_VARIABLE: str(self._listener.getsockname()[1])}
        self._waiting: dict[tuple[int, str], socket.socket] = {}
        self._arrived = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    def wait_begun(self, pid: int, name: str, timeout: float = 30.0) -> None:
        """Wait until the function stands at its gate, in that process."""
        self._wait(lambda: (pid, name) in self._waiting, f"{name} of process {pid}", timeout)

    def wait_anybody(self, name: str, timeout: float = 30.0) -> int:
        """Wait until the function stands at its gate in some process, and tell in which."""
        self._wait(lambda: any(gate == name for _, gate in self._waiting), name, timeout)
        with self._arrived:
            return next(pid for pid, gate in self._waiting if gate == name)

    def let_pass(self, pid: int, name: str) -> None:
        """Open the gate for the function that stands there."""
        self.wait_begun(pid, name)
        with self._arrived:
            connection = self._waiting.pop((pid, name))
        connection.sendall(b"!")
        connection.close()

    def stop(self) -> None:
        self._listener.close()
        with self._arrived:
            for connection in self._waiting.values():
                connection.close()

    def _wait(self, there: Callable[[], bool], what: str, timeout: float) -> None:
        with self._arrived:
            assert self._arrived.wait_for(there, timeout), f"{what} has not begun; at the gates: {list(self._waiting)}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            pid, _, name = connection.makefile().readline().rstrip().partition(" ")
            with self._arrived:
                self._waiting[int(pid), name] = connection
                self._arrived.notify_all()
