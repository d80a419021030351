"""Tasks as a scripted server hands them out, and a handler that a test holds in its hand."""

from __future__ import annotations

import threading
from typing import Any

from lazyengine import Task
from scripted_server import WAIT, Conversation


def ready(token: str, task_id: str = "a", **fields: Any) -> dict[str, Any]:
    task = {"flow_id": "f", "task_id": task_id, "name": task_id, "type": "t", "kind": 1, "attempt": 1}
    return {**task, "claim_token": token, **fields}


def send_tasks(stream: Conversation, *tasks: dict[str, Any]) -> None:
    stream.send(ready_tasks={"tasks": list(tasks)})


class Gate:
    """A handler that says when it began and waits until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.tasks: list[Task] = []

    def __call__(self, task: Task) -> str:
        self.tasks.append(task)
        self.begun.release()
        assert self.go.wait(WAIT)
        return f"done {task.task_id}"

    def wait_begun(self) -> Task:
        assert self.begun.acquire(timeout=WAIT)
        return self.tasks[-1]
