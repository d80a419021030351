"""The contract driver as another program uses it: over its standard input and output, against the real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from contract_driver import STREAMS, UNARY
from lazyengine import Client, aio
from lazyengine.v1 import service_pb2
from real_server import RealServer
from scripted_server import WAIT

DRIVERS = {name: Path(__file__).with_name(f"{name}.py") for name in ("contract_driver", "contract_driver_aio")}
SPEC = {
    "name": "two",
    "tasks": [{"name": "a", "type": "t", "input": {"n": 1}}, {"name": "b", "type": "t", "depends_on": ["a"]}],
}


class DriverProcess:
    """Asks and waits for the answer of the same id."""

    def __init__(self, program: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(program.parents[1] / "src")}
        command = [sys.executable, str(program)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self._answers: dict[int, Queue[Any]] = {}
        self._ids = count(1)
        Thread(target=self._read, daemon=True).start()

    def ask(self, method: str, **params: Any) -> Queue[Any]:
        number = next(self._ids)
        answers = self._answers[number] = Queue()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "method": method, "params": params}) + "\n")
        self._process.stdin.flush()
        return answers

    def call(self, method: str, **params: Any) -> Any:
        answer = self.ask(method, **params).get(timeout=WAIT)
        assert "error" not in answer, answer
        return answer["result"]

    def refusal(self, method: str, **params: Any) -> Any:
        return self.ask(method, **params).get(timeout=WAIT)["error"]

    def end(self) -> int:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            return self._process.wait(WAIT)
        finally:
            self._process.kill()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            self._answers[answer["id"]].put(answer)


@pytest.fixture(params=DRIVERS)
def driver(request: pytest.FixtureRequest, real_server: RealServer, live: Client) -> Iterator[DriverProcess]:
    process = DriverProcess(DRIVERS[request.param])
    process.call("connect", target=real_server.target, namespace=live.namespace, tries=1)
    yield process
    assert process.end() == 0


def test_every_rpc_of_the_contract_can_be_driven() -> None:
    rpcs = service_pb2.DESCRIPTOR.services_by_name["LazyEngine"].methods_by_name
    snake = {"".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_") for name in rpcs}
    assert snake - UNARY - STREAMS - {"run"} == set()
    assert all(callable(getattr(client, name)) for client in (Client, aio.Client) for name in UNARY | STREAMS)


def test_a_flow_is_driven_by_unary_calls(driver: DriverProcess) -> None:
    started = driver.call("run", spec=SPEC, flow_id="f-1", input=[1])
    assert [ref["task_id"] for ref in started["ready"]] == ["a"]
    assert started["flow"]["state"] == "RUNNING"
    assert started["flow"]["create_time"].endswith("Z")
    polled = driver.call("poll_ready_tasks", queues=["t"], wait="1s", lease_duration=30)
    (task,) = polled["tasks"]
    assert task["input"] == {"n": 1}
    raw = {"@payload": {"base64": "AAE=", "content_type": "x/y", "metadata": {}}}
    driver.call("task_complete", flow_id="f-1", task_id="a", claim_token=task["claim_token"], result=raw)
    waiting = driver.ask("result", flow_id="f-1", timeout=WAIT)
    batch = [{"flow_id": "f-1", "task_id": "b", "result": {"ok": True}}, {"flow_id": "f-1", "task_id": "c"}]
    good, bad = driver.call("task_complete_batch", items=batch)["verdicts"]
    assert good["answer"]["flow"]["state"] == "SUCCEEDED"
    assert bad["error"]["code"] in ("INVALID_ARGUMENT", "NOT_FOUND")
    assert waiting.get(timeout=WAIT)["result"] == {"b": {"ok": True}}
    tasks = driver.call("get_flow_details", flow_id="f-1", view="FULL", task_ids=["a"])["tasks"]
    assert tasks[0]["result"] == raw


def test_errors_carry_code_reason_and_metadata(driver: DriverProcess) -> None:
    error = driver.refusal("get_flow_details", flow_id="nobody")
    assert (error["code"], error["reason"]) == ("NOT_FOUND", "FLOW_NOT_FOUND")
    assert error["metadata"]["flow_id"] == "nobody"
    assert driver.refusal("run", spec={"nam": "x"})["code"] == "CLIENT"
    assert driver.refusal("no_such_method")["message"] == "ValueError: unknown method 'no_such_method'"
    driver.call("run", spec=SPEC, flow_id="f-1")
    driver.call("cancel_flow", flow_id="f-1", grace="0s")
    failed = driver.refusal("result", flow_id="f-1", timeout=WAIT)
    assert (failed["code"], failed["flow"]["state"]) == ("FLOW_FAILED", "CANCELLED")


def test_a_watch_is_opened_read_and_closed(driver: DriverProcess) -> None:
    driver.call("run", spec=SPEC, flow_id="f-1")
    stream = driver.call("open", stream="watch_flow", flow_id="f-1", view="TASKS")["stream"]
    first = driver.call("next", stream=stream)["frame"]["update"]
    assert {task["task_id"]: task["state"] for task in first["tasks"]} == {"a": "READY", "b": "PENDING"}
    assert "current" in driver.call("next", stream=stream)["frame"]
    pending = driver.ask("next", stream=stream)
    driver.call("close", stream=stream)
    assert pending.get(timeout=WAIT)["result"] == {"frame": None}
    missing = driver.call("open", stream="watch_flow", flow_id="nobody")["stream"]
    assert driver.refusal("next", stream=missing)["reason"] == "FLOW_NOT_FOUND"


def test_an_execute_stream_takes_frames_and_gives_verdicts(driver: DriverProcess) -> None:
    stream = driver.call("open", stream="execute_tasks", queues=["t"], max_in_flight=2)["stream"]
    assert driver.call("next", stream=stream)["frame"]["opened"]["max_in_flight"] == 2
    driver.call("run", spec=SPEC, flow_id="f-1")
    frames: list[Any] = []

    def until(kind: str) -> Any:
        while not frames or kind not in frames[-1]:
            frames.append(driver.call("next", stream=stream)["frame"])
        return frames[-1][kind]

    (task,) = until("ready_tasks")["tasks"]
    claim = {key: task[key] for key in ("flow_id", "task_id", "claim_token")}
    driver.call("send", stream=stream, progress={"reports": [{**claim, "fraction": 0.5}]})
    driver.call("send", stream=stream, complete={"seq": 1, "items": [{**claim, "result": 1}]})
    verdicts = until("verdicts")
    assert (verdicts["seq"], verdicts["verdicts"][0]["answer"]["task"]["state"]) == (1, "SUCCEEDED")
    (following,) = until("ready_tasks")["tasks"]
    assert following["task_id"] == "b"
    driver.call("send", stream=stream, drain={})
    claim = {key: following[key] for key in ("flow_id", "task_id", "claim_token")}
    driver.call("send", stream=stream, release={"seq": 2, "claims": [claim]})
    assert until("verdicts")["seq"] == 2
