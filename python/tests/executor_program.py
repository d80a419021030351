"""A program whose executor is told to stop by a signal: argument, the server's target."""

from __future__ import annotations

import signal
import sys
import threading

from lazyengine import Client, Executor, Task


def main() -> None:
    signalled = threading.Event()

    def handler(task: Task) -> str:
        sys.stdout.write(f"begun {task.task_id}\n")
        sys.stdout.flush()
        signalled.wait(30)
        return "finished after the signal"

    with Client(sys.argv[1]) as client:
        executor = Executor(client, {"t": handler})
        drain = executor._session.drain

        def drain_and_let_go() -> None:
            drain()
            signalled.set()

        executor._session.drain = drain_and_let_go  # type: ignore[method-assign]
        executor.run()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    sys.stdout.write("drained\n")


main()
