"""A runner as a program, whose actions are answered by the process that started it."""

from __future__ import annotations

import sys
import threading
from multiprocessing import connection
from typing import Any

import lazyengine.mistral.backend  # noqa: F401 - before what imports Mistral
from lazyengine import Backoff, Client
from lazyengine.mistral.action_executions import ActionExecution
from lazyengine.mistral.runner import runner

# The shortest: what a runner held that was killed is offered again soon.
_LEASE_SECONDS = 1.0


def main(target: str, queue: str, answers: str) -> None:
    """Until it is killed."""
    ours = threading.local()

    def answer(action: str, values: dict[str, Any], execution: ActionExecution) -> Any:
        if not hasattr(ours, "connection"):
            ours.connection = connection.Client(answers)
        ours.connection.send((action, values, execution))
        told = ours.connection.recv()
        if isinstance(told, Exception):
            raise told
        return told

    with Client(target, backoff=Backoff(initial=0.01), timeout=60) as client:
        runner(client, queue=queue, answer=answer, lease_duration=_LEASE_SECONDS).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
