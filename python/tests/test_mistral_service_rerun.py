"""Tasks that are run again through Mistral's own REST API."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mistral_service import MistralService, Refused
from real_server import RealServer

# Each of the service's processes takes a while to import Mistral.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def service(mongodb_server: RealServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MistralService]:
    service = MistralService(mongodb_server.target, tmp_path_factory.mktemp("service"))
    service.start("--api")
    yield service
    assert service.stop() == [0]


def test_a_failed_task_is_run_again_in_another_environment_or_skipped(service: MistralService) -> None:
    service.define(
        """
fragile:
  tasks:
    a:
      action: std.echo output=<% env().word %>
      fail-on: <% env().broken %>
      retry: {count: 1, delay: 0}
      publish: {word: <% task().result %>}
      on-success: b
      on-skip: c
    b: {action: std.echo output=<% $.word %>}
    c: {action: std.noop}
"""
    )
    service.call("POST", "environments", {"name": "rough", "variables": {"broken": True, "word": "one"}})
    again, skipped = (service.run("fragile", params={"env": "rough"}) for _ in range(2))
    for id in (again, skipped):
        failed = service.until(f"executions/{id}", "ERROR")
        assert failed["state_info"].startswith("Failure caused by error in tasks: a")
        assert sorted(one["accepted"] for one in service.actions(service.task(id, "a", "ERROR"))) == [False, True]
    task = service.tasks(again)["a"]["id"]
    with pytest.raises(Refused, match="Only with-items task has the option to not reset"):
        service.call("PUT", f"tasks/{task}", {"state": "RUNNING", "reset": False})
    changed = {"state": "RUNNING", "reset": True, "env": {"broken": False, "word": "two"}}
    service.call("PUT", f"tasks/{task}", changed)
    ended = service.until(f"executions/{again}", "SUCCESS")
    assert json.loads(ended["params"])["env"] == {"broken": False, "word": "two"}
    assert json.loads(service.task(again, "b", "SUCCESS")["published"]) == {}
    assert json.loads(service.tasks(again)["a"]["published"]) == {"word": "two"}
    service.call("PUT", f"tasks/{service.tasks(skipped)['a']['id']}", {"state": "SKIPPED"})
    service.until(f"executions/{skipped}", "SUCCESS")
    assert {name: task["state"] for name, task in service.tasks(skipped).items()} == {"a": "SKIPPED", "c": "SUCCESS"}


def test_a_task_of_a_called_workflow_is_run_again_and_all_above_it_goes_on(service: MistralService) -> None:
    service.define(
        """
above:
  tasks:
    a: {workflow: below}
below:
  tasks:
    t: {action: std.async_noop}
"""
    )
    id = service.run("above")
    caller = service.task(id, "a", "RUNNING")
    (called,) = service.until_called(caller, 1)
    within = service.task(called["id"], "t", "RUNNING")
    (failing,) = service.until_actions(within, 1)
    service.call("PUT", f"action_executions/{failing['id']}", {"state": "ERROR"})
    service.until(f"executions/{id}", "ERROR")
    service.call("PUT", f"tasks/{within['id']}", {"state": "RUNNING", "reset": True})
    again = next(one for one in service.until_actions(within, 2) if one["id"] != failing["id"])
    service.until(f"executions/{id}", "RUNNING")
    service.task(id, "a", "RUNNING")
    service.call("PUT", f"action_executions/{again['id']}", {"state": "SUCCESS"})
    service.until(f"executions/{id}", "SUCCESS")
    assert [one["state"] for one in service.until_called(caller, 1)] == ["SUCCESS"]


def test_a_called_workflow_that_failed_is_run_again_by_the_task_that_called_it(service: MistralService) -> None:
    service.define(
        """
outer:
  tasks:
    a: {workflow: frail, publish: {word: <% task().result.word %>}}
frail:
  output: {word: <% $.word %>}
  tasks:
    t: {action: std.echo output=<% env().word %>, fail-on: <% env().broken %>, publish: {word: <% task().result %>}}
"""
    )
    id = service.run("outer", params={"env": {"broken": True, "word": "one"}})
    service.until(f"executions/{id}", "ERROR")
    caller = service.task(id, "a", "ERROR")
    path = f"tasks/{caller['id']}/workflow_executions"
    (first,) = service.call("GET", path)["executions"]
    service.task(first["id"], "t", "ERROR")
    changed = {"state": "RUNNING", "reset": True, "env": {"broken": False, "word": "two"}}
    service.call("PUT", f"tasks/{caller['id']}", changed)
    assert json.loads(service.until(f"executions/{id}", "SUCCESS")["output"]) == {"word": "two"}
    service.task(id, "a", "SUCCESS")
    assert sorted(one["state"] for one in service.call("GET", path)["executions"]) == ["ERROR", "SUCCESS"]
    assert json.loads(service.call("GET", f"tasks/{caller['id']}")["result"]) == {"word": "two"}
    with pytest.raises(Refused, match="only permitted if it is in IDLE, PAUSED, or ERROR state"):
        service.call("PUT", f"executions/{id}", {"params": {"env": {"word": "three"}}})
