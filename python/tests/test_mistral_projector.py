"""The projection: killed in its middle, several side by side, after a time without any, and what it tells others."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from mistral_service import MistralService
from real_server import RealServer

pytestmark = pytest.mark.timeout(300)

PROJECTOR = ("--no-engine", "--no-runner")
WITHOUT_PROJECTOR = ("--api", "--no-projector")
# What follows in the life of a task execution, of which nothing goes back.
_ORDER = ["DELAYED", "RUNNING", "SUCCESS"]
_TASKS = 30


@pytest.fixture
def service(mongodb_server: RealServer, tmp_path: Path) -> Iterator[MistralService]:
    service = MistralService(mongodb_server.target, tmp_path)
    yield service
    service.stop()


def chain(length: int) -> str:
    tasks = [
        f"    t{n}: {{action: std.echo output={n}, wait-before: {int(n % 5 == 0)}, publish: {{n: {n}}}"
        + (f", on-success: t{n + 1}}}" if n + 1 < length else "}")
        for n in range(length)
    ]
    return "chain:\n  tasks:\n" + "\n".join(tasks) + "\n"


def test_projectors_that_are_killed_leave_nothing_out_and_never_go_back(service: MistralService) -> None:
    started = [service.begin(*WITHOUT_PROJECTOR), *(service.begin(*PROJECTOR) for _ in range(2))]
    for process in started:
        service.await_ready(process)
    service.define(chain(_TASKS))
    ids = [service.run("chain") for _ in range(2)]
    seen: dict[str, list[str]] = {}
    look_until(service, ids, seen, 5)
    started[1].kill()
    look_until(service, ids, seen, 10)
    started[2].kill()
    service.start(*PROJECTOR)
    look_until(service, ids, seen, _TASKS)
    assert all(sorted(states, key=_ORDER.index) == states for states in seen.values()), seen
    for id in ids:
        assert json.loads(service.until(f"executions/{id}", "SUCCESS")["output"]) == {"n": _TASKS - 1}
        for n in (0, _TASKS - 1):
            (action,) = service.actions(service.tasks(id)[f"t{n}"])
            assert json.loads(action["output"]) == {"result": n}


def look_until(service: MistralService, ids: list[str], seen: dict[str, list[str]], ended: int) -> None:
    """Note the states that are shown of all tasks, until so many of each execution have ended.

    What is shown on the way is what counts here, so it is looked at again and again.
    """
    while True:
        tasks = [task for id in ids for task in service.tasks(id).values()]
        for task in tasks:
            states = seen.setdefault(task["id"], [])
            if not states or states[-1] != task["state"]:
                states.append(task["state"])
        if sum(task["state"] == "SUCCESS" for task in tasks) >= ended * len(ids):
            return
        time.sleep(0.05)


def test_what_happened_without_a_projector_is_written_by_the_next_one(service: MistralService) -> None:
    started = service.begin(*WITHOUT_PROJECTOR), service.begin(*PROJECTOR)
    for process in started:
        service.await_ready(process)
    service.define(chain(3))
    first = service.run("chain")
    service.until(f"executions/{first}", "SUCCESS")
    started[1].kill()
    second = service.run("chain")
    assert service.call("GET", f"executions/{second}")["state"] == "RUNNING"
    service.start(*PROJECTOR)
    service.until(f"executions/{second}", "SUCCESS")
    # What is deleted there does not come back.
    service.call("DELETE", f"executions/{first}")
    service.until(f"executions/{service.run('chain')}", "SUCCESS")
    listed = [one["id"] for one in service.call("GET", "executions")["executions"]]
    assert first not in listed
    assert second in listed


@contextmanager
def listener() -> Iterator[tuple[str, Queue[dict[str, Any]]]]:
    """The address of a web server on this machine, and what it is sent."""
    told: Queue[dict[str, Any]] = Queue()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_publishers_of_an_execution_are_told_each_change_once(service: MistralService) -> None:
    for process in (service.begin("--api"), service.begin(*PROJECTOR)):
        service.await_ready(process)
    service.define("told:\n  tasks:\n    a: {action: std.async_noop}\n")
    with listener() as (url, told):
        id = service.run("told", params={"notify": [{"type": "webhook", "url": url}]})
        (action,) = service.actions(service.task(id, "a", "RUNNING"))
        service.call("PUT", f"action_executions/{action['id']}", {"state": "SUCCESS"})
        service.until(f"executions/{id}", "SUCCESS")
        events = [told.get(timeout=30) for _ in range(4)]
    assert sorted(one["event"] for one in events) == [
        "TASK_LAUNCHED",
        "TASK_SUCCEEDED",
        "WORKFLOW_LAUNCHED",
        "WORKFLOW_SUCCEEDED",
    ]
    assert {one["workflow_name"] for one in events} == {"told"}
    assert told.empty()
