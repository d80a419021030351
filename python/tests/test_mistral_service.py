"""Mistral's own REST API, over its own RPC, to the engine on LazyEngine and back through the projection."""

from __future__ import annotations

import json
import uuid
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


def test_the_api_starts_a_workflow_and_reads_it_to_its_end(service: MistralService) -> None:
    (defined,) = service.define(
        """
hello:
  input: [who, mark: '!']
  output: {said: <% $.said %>}
  tasks:
    a: {action: std.echo output="hi <% $.who %><% $.mark %>", publish: {said: <% task().result %>}, on-success: b}
    b: {with-items: "i in [1, 2]", action: std.echo output=<% $.i %>, publish: {both: <% task().result %>}}
"""
    )["workflows"]
    id = str(uuid.uuid4())
    asked = {"id": id, "workflow_id": defined["id"], "input": {"who": "you"}, "description": "first"}
    started = service.call("POST", "executions", asked)
    assert (started["id"], started["workflow_name"], started["description"]) == (id, "hello", "first")
    ended = service.until(f"executions/{id}", "SUCCESS")
    assert json.loads(ended["output"]) == {"said": "hi you!"}
    assert json.loads(ended["input"]) == {"who": "you", "mark": "!"}
    a, b = service.task(id, "a", "SUCCESS"), service.task(id, "b", "SUCCESS")
    assert json.loads(a["published"]) == {"said": "hi you!"}
    assert json.loads(b["runtime_context"])["triggered_by"] == [{"task_id": a["id"], "event": "on-success"}]
    assert json.loads(service.call("GET", f"tasks/{a['id']}")["result"]) == "hi you!"
    assert json.loads(service.call("GET", f"tasks/{b['id']}")["result"]) == [1, 2]
    (action,) = service.actions(a)
    shown = (action["name"], action["state"], json.loads(action["input"]), json.loads(action["output"]))
    assert shown == ("std.echo", "SUCCESS", {"output": "hi you!"}, {"result": "hi you!"})
    assert sorted(json.loads(one["input"])["output"] for one in service.actions(b)) == [1, 2]
    report = service.call("GET", f"executions/{id}/report")
    assert report["statistics"]["success_tasks_count"] == 2
    # An execution that is there is returned, and not started anew.
    assert service.call("POST", "executions", asked)["state"] == "SUCCESS"


def test_what_cannot_be_started_is_refused_as_mistral_refuses_it(service: MistralService) -> None:
    service.define("strict:\n  input: [x]\n  tasks:\n    a: {action: std.noop}\n")
    with pytest.raises(Refused, match=r"Invalid input .*unexpected=\['y'\]") as refused:
        service.run("strict", input={"y": 1})
    assert refused.value.status == 400
    with pytest.raises(Refused, match="Workflow not found"):
        service.run("nowhere")
    with pytest.raises(Refused, match="Environment is not found: none"):
        service.run("strict", input={"x": 1}, params={"env": "none"})
    service.define("foreign:\n  tasks:\n    a: {action: std.echo output=<% executions() %>}\n")
    with pytest.raises(Refused, match=r"executions\(\) in expressions is not supported"):
        service.run("foreign")


def test_an_asynchronous_action_is_completed_by_its_id(service: MistralService) -> None:
    service.define("waiting:\n  tasks:\n    a: {action: std.async_noop, publish: {p: <% task().result %>}}\n")
    id = service.run("waiting")
    (action,) = service.actions(service.task(id, "a", "RUNNING"))
    assert action["state"] == "RUNNING"
    done = service.call("PUT", f"action_executions/{action['id']}", {"state": "SUCCESS", "output": {"by": "hand"}})
    assert (done["state"], json.loads(done["output"])) == ("SUCCESS", {"result": {"by": "hand"}})
    assert json.loads(service.until(f"executions/{id}", "SUCCESS")["output"]) == {"p": {"by": "hand"}}
    with pytest.raises(Refused, match="already completed"):
        service.call("PUT", f"action_executions/{action['id']}", {"state": "ERROR", "output": {"too": "late"}})
    failing, cancelled = service.run("waiting"), service.run("waiting")
    for id, state in ((failing, "ERROR"), (cancelled, "CANCELLED")):
        (action,) = service.actions(service.task(id, "a", "RUNNING"))
        service.call("PUT", f"action_executions/{action['id']}", {"state": state, "output": {"why": "so"}})
        service.until(f"executions/{id}", state)


def test_a_workflow_is_paused_resumed_and_cancelled(service: MistralService) -> None:
    service.define(
        """
long:
  tasks:
    a: {action: std.async_noop, on-success: b}
    b: {action: std.echo output=<% env().word %>, publish: {word: <% task().result %>}, on-success: c}
    c: {action: std.async_noop}
"""
    )
    id = service.run("long", params={"env": {"word": "one"}})
    (action,) = service.actions(service.task(id, "a", "RUNNING"))
    assert service.call("PUT", f"executions/{id}", {"state": "PAUSED"})["state"] == "PAUSED"
    service.call("PUT", f"action_executions/{action['id']}", {"state": "SUCCESS"})
    service.task(id, "a", "SUCCESS")
    assert list(service.tasks(id)) == ["a"]
    resumed = service.call("PUT", f"executions/{id}", {"state": "RUNNING", "params": {"env": {"word": "two"}}})
    assert resumed["state"] == "RUNNING"
    service.task(id, "c", "RUNNING")
    assert json.loads(service.tasks(id)["b"]["published"]) == {"word": "two"}
    stopped = service.call("PUT", f"executions/{id}", {"state": "CANCELLED", "state_info": "enough"})
    assert (stopped["state"], stopped["state_info"]) == ("CANCELLED", "enough")
    service.task(id, "c", "CANCELLED")
    with pytest.raises(Refused, match="Can't change workflow execution state from CANCELLED to PAUSED"):
        service.call("PUT", f"executions/{id}", {"state": "PAUSED"})
    forced = service.run("long", params={"env": {"word": "one"}})
    failed = service.call("PUT", f"executions/{forced}", {"state": "ERROR", "state_info": "by force"})
    assert (failed["state"], failed["state_info"]) == ("ERROR", "by force")


def test_an_action_that_is_paused_pauses_its_workflow(service: MistralService) -> None:
    service.define("held:\n  tasks:\n    a: {action: std.async_noop}\n")
    id = service.run("held")
    (action,) = service.actions(service.task(id, "a", "RUNNING"))
    path = f"action_executions/{action['id']}"
    assert service.call("PUT", path, {"state": "PAUSED"})["state"] == "PAUSED"
    service.until(f"executions/{id}", "PAUSED")
    service.task(id, "a", "PAUSED")
    assert service.call("PUT", path, {"state": "RUNNING"})["state"] == "RUNNING"
    service.until(f"executions/{id}", "RUNNING")
    service.call("PUT", path, {"state": "SUCCESS"})
    service.until(f"executions/{id}", "SUCCESS")


def test_workflows_call_workflows_and_actions_that_are_defined_elsewhere(service: MistralService) -> None:
    service.call(
        "POST",
        "workbooks",
        """
version: '2.0'
name: book
actions:
  twice:
    input: [x]
    base: std.echo
    base-input: {output: "<% [$.x, $.x] %>"}
    output: {pair: <% $ %>}
workflows:
  main:
    output: {one: <% $.one %>, all: <% $.all %>}
    tasks:
      a: {workflow: inner x=1, publish: {one: <% task().result.pair %>}, on-success: b}
      b:
        with-items: i in [10, 20]
        workflow: <% 'inner' %>
        input: {x: <% $.i %>}
        publish: {all: "<% task().result.select($.outer) %>"}
  inner:
    input: [x]
    output: {pair: <% $.pair %>, outer: <% $.outer %>, id: <% execution().id %>}
    tasks:
      t: {action: twice x=<% $.x %>, publish: {pair: <% task().result.pair %>}, on-success: u}
      u: {workflow: outside x=<% $.x %>, publish: {outer: <% task().result.y %>}}
""",
    )
    service.define("outside:\n  input: [x]\n  output: {y: <% $.x + 1 %>}\n  tasks:\n    t: {action: std.noop}\n")
    id = service.run("book.main")
    ended = service.until(f"executions/{id}", "SUCCESS")
    assert json.loads(ended["output"]) == {"one": [1, 1], "all": [11, 21]}
    a, b = service.task(id, "a", "SUCCESS"), service.task(id, "b", "SUCCESS")
    assert a["type"] == "WORKFLOW"
    assert [one["outer"] for one in json.loads(service.call("GET", f"tasks/{b['id']}")["result"])] == [11, 21]
    (inner,) = service.call("GET", f"tasks/{a['id']}/workflow_executions")["executions"]
    shown = (inner["workflow_name"], inner["task_execution_id"], inner["root_execution_id"], inner["state"])
    assert shown == ("book.inner", a["id"], id, "SUCCESS")
    assert json.loads(service.call("GET", f"tasks/{a['id']}")["result"])["id"] == inner["id"]
    within = service.tasks(inner["id"])
    (action,) = service.actions(within["t"])
    assert (action["name"], json.loads(action["output"])) == ("twice", {"result": {"pair": [1, 1]}})
    (outside,) = service.call("GET", f"tasks/{within['u']['id']}/workflow_executions")["executions"]
    assert (outside["workflow_name"], outside["root_execution_id"]) == ("outside", id)
    assert len(service.call("GET", f"tasks/{b['id']}/workflow_executions")["executions"]) == 2


def test_actions_run_outside_of_workflows(service: MistralService) -> None:
    asked = {"name": "std.echo", "input": {"output": "x"}, "params": {"run_sync": True}}
    ran = service.call("POST", "action_executions", asked)
    assert (ran["state"], json.loads(ran["output"])) == ("SUCCESS", {"result": "x"})
    saved = service.call("POST", "action_executions", {**asked, "params": {"save_result": True}})
    done = service.until(f"action_executions/{saved['id']}", "SUCCESS")
    assert json.loads(done["output"]) == {"result": "x"}
    failed = service.call("POST", "action_executions", {"name": "std.fail", "params": {"run_sync": True}})
    assert failed["state"] == "ERROR"
    waiting = service.call("POST", "action_executions", {"name": "std.async_noop"})
    path = f"action_executions/{waiting['id']}"
    service.until(path, "RUNNING")
    with pytest.raises(Refused, match="Failed to find action"):
        service.call("POST", "action_executions", {"name": "no.where"})
    with pytest.raises(Refused, match="does not support synchronous execution"):
        service.call("POST", "action_executions", {"name": "std.async_noop", "params": {"run_sync": True}})
    completed = service.call("PUT", path, {"state": "SUCCESS", "output": {"by": "hand"}})
    assert (completed["state"], json.loads(completed["output"])) == ("SUCCESS", {"result": {"by": "hand"}})


def test_items_are_completed_one_by_one(service: MistralService) -> None:
    service.define(
        """
each:
  tasks:
    a: {with-items: "i in [0, 1]", action: std.async_noop, concurrency: 2, publish: {all: <% task().result %>}}
"""
    )
    id = service.run("each")
    task = service.task(id, "a", "RUNNING")
    actions = service.until_actions(task, 2)
    for index, action in enumerate(actions):
        service.call("PUT", f"action_executions/{action['id']}", {"state": "SUCCESS", "output": {"n": index}})
    all_items = json.loads(service.until(f"executions/{id}", "SUCCESS")["output"])["all"]
    assert sorted(one["n"] for one in all_items) == [0, 1]
    assert json.loads(service.call("GET", f"tasks/{task['id']}")["result"]) == all_items
