"""A program whose executor is told to stop by a signal: argument, the server's target. Its handler waits for a line."""

from __future__ import annotations

import os
import signal
import sys

from lazyengine import Client, Executor, Task


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def handler(task: Task) -> str:
    say(f"begun {task.task_id}")
    # Not through sys.stdin, whose lock a thread must not hold when the interpreter ends.
    return f"finished after {os.read(0, 100).decode().rstrip()}"


def main() -> None:
    with Client(sys.argv[1]) as client:
        Executor(client, {"t": handler}).run()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    say("drained")


main()
