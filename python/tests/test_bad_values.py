"""What has no form in a request is refused by its path before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lazyengine import Client, FlowSpec

RUN = {"definition_name": "d"}
DAILY = {"cron": {"expression": "@daily"}, "run": RUN}
HALF = "expected Unicode, half of a surrogate pair stands alone"

Bad = tuple[Callable[[Any], Any], str]

BAD: list[Bad] = [
    (lambda to: to.update_queue("q\ud800", paused=True), rf"^queue: {HALF} in 'q\\ud800'"),
    (lambda to: to.list_queues(queues=["a", "\udc00"]), rf"^queues\[1\]: {HALF}"),
    (lambda to: to.list_queues(namespace="\ud800"), rf"^namespace: {HALF}"),
    (lambda to: to.run(FlowSpec("f"), labels={"a": "\ud800"}), rf"^labels\['a'\]: {HALF}"),
    (lambda to: to.run(FlowSpec("f"), labels={"\ud800": "a"}), rf"^labels: {HALF}"),
    (lambda to: to.run({"tasks": [{"name": "a", "type": "t\udfff"}]}), rf"tasks\[0\]\.type: {HALF}"),
    (lambda to: to.run(FlowSpec("f"), input="\ud800"), rf"^input: {HALF}"),
    (lambda to: to.set_retention([{"older": "1d"}]), r"^rules\[0\]: unknown field 'older'; did you mean older_than"),
    (lambda to: to.set_retention([{"older_than": 1e30}]), r"^rules\[0\]\.older_than: expected at most 315576000000 s"),
    (lambda to: to.set_retention([{"older_than": "9" * 20 + "d"}]), r"^rules\[0\]\.older_than: expected at most"),
    (lambda to: to.set_retention([{"labels": {1: "a"}}]), r"^rules\[0\]\.labels: expected texts as keys, got int 1"),
    (
        lambda to: to.update_queue("q", paused=True, pause_end_time="5"),
        "^pause_end_time: expected a datetime or",
    ),
    (
        lambda to: to.update_queue("q", paused=True, pause_end_time=True),
        "^pause_end_time: expected a datetime, got",
    ),
    (lambda to: to.update_queue("q", paused="false"), "^paused: expected true or false"),
    (lambda to: to.update_queue("q", rate_limit={}), r"^rate_limit\.tasks: expected a whole number"),
    (lambda to: to.update_queue("q", rate_limit={"tasks": 1, "per": 60}), "^rate_limit: unknown field 'per'"),
    (
        lambda to: to.put_schedule("s", {**DAILY, "interval": {"every": 60}}),
        r"^spec\.timing: expected one of cron",
    ),
    (
        lambda to: to.put_schedule("s", {**DAILY, "overlap_policy": "both"}),
        r"^spec\.overlap_policy: expected one of",
    ),
    (
        lambda to: to.put_schedule("s", {**DAILY, "run": {**RUN, "definition_digest": "x"}}),
        r"^spec\.run\.definition: expected one of spec, definition_digest, definition_name, got",
    ),
    (lambda to: to.put_schedule("s", {**DAILY, "start_time": "soon"}), r"^spec\.start_time: expected a datetime or"),
]


@pytest.mark.parametrize(("call", "why"), BAD)
def test_a_bad_value_is_refused_by_its_path(call: Callable[[Any], Any], why: str) -> None:
    # Nobody listens there: what were sent would end with UNAVAILABLE.
    with Client("127.0.0.1:1", timeout=0.5) as client, pytest.raises((TypeError, ValueError), match=why):
        call(client)
