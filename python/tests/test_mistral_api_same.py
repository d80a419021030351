"""Mistral's API shows the same of executions, whether its own engine has run them or LazyEngine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from mistral_service import MistralService
from real_server import RealServer

pytestmark = pytest.mark.timeout(300)

_IDS = ("task_execution_id", "root_execution_id")
_SAME = ("workflow_name", "workflow_namespace", "state", "tags", "project_id", "description")

CASES = {
    "publishes": """
publishes:
  input: [x, y: 2]
  output: {z: <% $.z %>}
  tags: [red]
  vars: {v: 5}
  tasks:
    a: {action: std.echo output=<% $.x + $.y %>, publish: {z: <% task().result + $.v %>}, on-success: b, tags: [blue]}
    b: {action: std.noop, description: nothing}
""",
    "handled": """
handled:
  input: [x]
  tasks:
    a: {action: std.fail, on-error: b, publish-on-error: {why: <% $.x %>}}
    b: {action: std.echo output=<% $.why %>, publish: {told: <% task().result %>}}
""",
    "unhandled": """
unhandled:
  input: [x]
  output-on-error: {seen: <% $.x %>}
  tasks:
    a: {action: std.noop, on-success: [b, c]}
    b: {action: std.fail}
    c: {action: std.noop, on-complete: [d: <% false %>]}
    d: {action: std.noop}
""",
    "lists": """
lists:
  input: [x]
  tasks:
    a: {with-items: "i in [1, 2, 3]", action: std.echo output=<% $.i * $.x %>, publish: {all: <% task().result %>}}
""",
    "retried": """
retried:
  input: [x]
  tasks:
    a: {action: std.fail, retry: {count: 2, delay: 0}, on-error: b}
    b: {action: std.noop}
""",
    "calls": """
calls:
  input: [x]
  output: {y: <% $.y %>}
  tasks:
    a: {workflow: called x=<% $.x %>, publish: {y: <% task().result.y %>}}
    b: {with-items: "i in [7, 8]", workflow: called x=<% $.i %>}
called:
  input: [x]
  output: {y: <% $.y %>}
  tasks:
    t: {action: std.echo output=<% $.x %>, publish: {y: <% task().result %>}}
""",
    "joins": """
joins:
  input: [x]
  tasks:
    a: {action: std.echo output=1, publish: {p: <% task().result %>}, on-success: c}
    b: {action: std.echo output=2, publish: {q: <% task().result %>}, on-success: c}
    c: {join: all, action: std.echo output=<% $.p + $.q %>, publish: {r: <% task().result %>}}
""",
    "globally": """
globally:
  input: [x]
  tasks:
    a:
      action: std.noop
      on-success:
        publish: {branch: {p: 1}, global: {g: <% $.x %>}}
        next: [b: <% $.x = 3 %>, c: <% $.x != 3 %>]
    b: {action: std.noop, keep-result: false}
    c: {action: std.noop}
""",
    "skips": """
skips:
  input: [x]
  tasks:
    a: {action: std.echo output=<% $.x %>, wait-before: 1, pause-before: <% false %>, on-success: [b: <% $.x = 1 %>, c]}
    b: {action: std.noop}
    c: {action: std.echo, input: {output: {deep: [1, {y: <% $.x %>}]}}, publish: {all: <% task().result %>}}
""",
    "failing": """
failing:
  input: [x]
  tasks:
    a: {action: std.noop, on-success: [fail(msg="so it goes"): <% $.x = 3 %>]}
""",
    "backwards": """
backwards:
  type: reverse
  input: [x]
  tasks:
    a: {action: std.echo output=<% $.x %>, publish: {p: <% task().result %>}}
    b: {action: std.echo output=<% $.p %>, requires: [a]}
    c: {action: std.noop}
""",
}


@pytest.fixture(scope="module")
def services(real_server: RealServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[MistralService]]:
    lazy = MistralService(real_server.target, tmp_path_factory.mktemp("lazy"))
    own = MistralService(real_server.target, tmp_path_factory.mktemp("own"))
    started = lazy.begin("--api"), own.begin_own()
    for service, process in zip((lazy, own), started, strict=True):
        service.await_ready(process)
    yield [lazy, own]
    assert lazy.stop() == [0]
    own.kill()


@pytest.mark.parametrize("name", CASES)
def test_the_api_shows_the_same(services: list[MistralService], name: str) -> None:
    ids = []
    for service in services:
        service.define(CASES[name])
        params = {"task_name": "b"} if name == "backwards" else {"env": {"e": 1}}
        ids.append(service.run(name, input={"x": 3}, description="same", params=params))
    assert_same(services, ids)


def test_what_is_called_is_looked_for_in_the_same_namespace_first(services: list[MistralService]) -> None:
    deep = "deep:\n  output: {{where: {}}}\n  tasks:\n    t: {{action: std.noop}}\n"
    middle = "middle:\n  tasks:\n    t: {workflow: deep, publish: {where: <% task().result.where %>}}\n"
    outer = "outermost:\n  tasks:\n    t: {workflow: middle, publish: {where: <% task().result.where %>}}\n"
    ids = []
    for service in services:
        service.define(deep.format("outside") + middle)
        service.define(deep.format("inside") + outer, "workflows?namespace=near")
        ids.append(service.run("outermost", workflow_namespace="near"))
        assert json.loads(service.until_ended(f"executions/{ids[-1]}")["output"]) == {"where": "inside"}
    assert_same(services, ids)


def assert_same(services: list[MistralService], ids: list[str]) -> None:
    shown, expected = (flat(execution(service, id)) for service, id in zip(services, ids, strict=True))
    places = sorted(place for place in {*shown, *expected} if shown.get(place) != expected.get(place))
    assert [(place, shown.get(place), expected.get(place)) for place in places] == []


def flat(value: Any, at: str = "") -> dict[str, Any]:
    """What is shown by its place, so that a difference is told by that."""
    if not isinstance(value, dict | list) or not value:
        return {at: value}
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return {place: one for key, part in parts for place, one in flat(part, f"{at}/{key}").items()}


def execution(service: MistralService, id: str) -> dict[str, Any]:
    """All that is shown of an execution once it has ended, but for ids, times and texts about errors."""
    ended = service.until_ended(f"executions/{id}")
    tasks = service.call("GET", f"executions/{id}/tasks")["tasks"]
    return {
        **{name: ended[name] for name in _SAME},
        **{name: json.loads(ended[name]) for name in ("input", "published_global")},
        "params": {name: bool(one) if name in _IDS else one for name, one in json.loads(ended["params"]).items()},
        "output": without_reason(json.loads(ended["output"])),
        "is_called": ended["task_execution_id"] is not None,
        "tasks": {one["name"]: task(service, one["id"]) for one in tasks},
    }


def task(service: MistralService, id: str) -> dict[str, Any]:
    shown = service.until_ended(f"tasks/{id}")
    called = service.call("GET", f"tasks/{id}/workflow_executions")["executions"]
    same = ("type", "state", "tags", "processed", "workflow_name")
    return {
        **{name: shown[name] for name in same},
        "published": json.loads(shown["published"]),
        "published_global": json.loads(shown.get("published_global") or "{}"),
        "result": without_reason({"result": json.loads(shown["result"])}),
        "triggered_by": [one["event"] for one in json.loads(shown["runtime_context"]).get("triggered_by") or ()],
        "actions": sorted((action(one) for one in service.actions({"id": id})), key=json.dumps),
        "workflows": sorted((execution(service, one["id"]) for one in called), key=json.dumps),
    }


def action(shown: dict[str, Any]) -> dict[str, Any]:
    same = ("name", "state", "accepted", "workflow_name")
    output = without_reason(json.loads(shown["output"]))
    return {**{name: shown[name] for name in same}, "input": json.loads(shown["input"]), "output": output}


def without_reason(value: Any) -> Any:
    """Texts about errors have ids in them, and other words."""
    if not isinstance(value, dict) or not isinstance(value.get("result"), str):
        return value
    text = value["result"]
    known = "error in tasks" if "error in tasks" in text else re.sub(r"action_ex_id=[\w-]+", "", text)
    return {**value, "result": known}
