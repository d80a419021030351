"""Lists of Mistral workflows on the real server: large ones, what of them is run again, workflows as items."""

from __future__ import annotations

from typing import Any

import pytest

from lazyengine import Client
from lazyengine.mistral.action_executions import ActionExecution
from lazyengine.mistral.document import parse
from lazyengine.mistral.library import follow, outcome_of, rerun_task, start_workflow
from lazyengine.mistral.runner import runner


def test_a_list_whose_inputs_are_too_large_for_one_message_is_planned_in_pages(live: Client) -> None:
    text = """
version: '2.0'
main:
  tasks:
    a:
      with-items: i in <% range(12) %>
      action: any.thing
      input: {i: <% $.i %>, large: <% "x" * 700000 %>}
      publish: {all: <% task().result %>}
  output: {all: <% $.all %>}
"""
    begun: list[int] = []

    def answer(_action: str, values: dict[str, Any], _execution: ActionExecution) -> tuple[str, Any]:
        assert len(values["large"]) == 700_000
        begun.append(values["i"])
        return "success", values["i"]

    with runner(live, answer=answer):
        outcome = follow(live, start_workflow(live, parse(text, False)), timeout_s=60)
    assert (outcome.state, outcome.output) == ("SUCCESS", {"all": list(range(12))})
    assert sorted(begun) == list(range(12))


def test_a_list_of_too_many_items_fails_the_workflow_with_the_limit(live: Client) -> None:
    text = """
version: '2.0'
main:
  tasks:
    a: {with-items: "i in <% range(100001) %>", action: std.noop}
"""
    with runner(live):
        outcome = follow(live, start_workflow(live, parse(text, False)), timeout_s=60)
    assert outcome.state == "ERROR"
    assert "100001 items, at most 100000" in (outcome.state_info or "")


@pytest.mark.parametrize(
    ("count", "policy", "limit"),
    [
        (20_001, "", "20001 items that call a workflow, at most 20000"),
        (4_097, ", concurrency: 2", "4097 items that call a workflow with concurrency, at most 4096"),
    ],
)
def test_a_list_of_too_many_workflows_fails_its_own_with_the_limit_and_the_runner_goes_on(
    live: Client, count: int, policy: str, limit: str
) -> None:
    text = f"""
version: '2.0'
main:
  tasks:
    each: {{with-items: "i in <% range({count}) %>", workflow: sub{policy}}}
sub:
  tasks:
    t: {{action: std.noop}}
"""
    document = parse(text, False)
    with runner(live):
        outcome = follow(live, start_workflow(live, document, "main"), timeout_s=60)
        assert outcome.state == "ERROR"
        assert limit in (outcome.state_info or "")
        assert follow(live, start_workflow(live, document, "sub"), timeout_s=60).state == "SUCCESS"


@pytest.mark.parametrize(("reset", "again"), [(True, [0, 1, 2]), (False, [1])])
def test_of_a_list_all_items_are_run_again_or_those_that_have_failed(
    live: Client, reset: bool, again: list[int]
) -> None:
    text = """
version: '2.0'
main:
  tasks:
    a: {with-items: "i in [0, 1, 2]", action: any.thing, input: {i: <% $.i %>}, publish: {r: <% task().result %>}}
"""
    begun: list[int] = []
    broken = {1}

    def answer(_action: str, values: dict[str, Any], _execution: ActionExecution) -> tuple[str, Any]:
        begun.append(values["i"])
        return ("error", "broken") if values["i"] in broken else ("success", values["i"])

    with runner(live, answer=answer):
        flow_id = start_workflow(live, parse(text, False))
        assert follow(live, flow_id, timeout_s=30).state == "ERROR"
        begun.clear()
        broken.clear()
        rerun_task(live, flow_id, "a", reset=reset)
        outcome = follow(live, flow_id, timeout_s=30)
    assert (outcome.output, sorted(begun)) == ({"r": [0, 1, 2]}, again)


def test_an_items_workflow_that_is_not_stored_yet_is_left_out(live: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
version: '2.0'
main:
  tasks:
    a: {with-items: "i in [0, 1, 2]", workflow: called}
called:
  tasks:
    b: {action: std.noop}
"""
    with runner(live):
        flow_id = start_workflow(live, parse(text, False), "main")
        whole = follow(live, flow_id, timeout_s=30)
    ids = [one.flow_id for one in whole.tasks[0].workflows]
    read = live.get_flow_details

    def not_yet(asked: str, **options: Any) -> Any:
        return read(f"{asked}-not-there" if asked == ids[1] else asked, **options)

    monkeypatch.setattr(live, "get_flow_details", not_yet)
    seen = outcome_of(live, flow_id).tasks[0].workflows
    assert (len(ids), [one.flow_id for one in seen]) == (3, [ids[0], ids[2]])
