"""Mistral workflows on the real server: states, outputs, how often what ran, who finishes what."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from mistral import exceptions

from lazyengine import Client
from lazyengine.mistral.action_executions import ActionExecution, sweep
from lazyengine.mistral.document import parse
from lazyengine.mistral.library import (
    WorkflowOutcome,
    complete_action,
    follow,
    rerun_task,
    run_workflow,
    start_workflow,
    stop_workflow,
)
from lazyengine.mistral.runner import runner
from mistral_case import Case
from mistral_flows import CASES
from mistral_list_flows import LIST_CASES
from real_server import RealServer


def run(server: RealServer, case: Case, **options: Any) -> WorkflowOutcome:
    return run_workflow(
        case.text,
        "main",
        input=case.input,
        params=case.params,
        target=server.target,
        namespace=f"test-{uuid.uuid4().hex[:12]}",
        timeout_s=30,
        validate=False,
        **options,
    )


def ran(outcome: WorkflowOutcome) -> list[str]:
    return [f"{task.name} {task.state} {task.runs}" for task in outcome.tasks]


ALL_CASES = {**CASES, **LIST_CASES}


@pytest.mark.parametrize("name", ALL_CASES)
def test_workflow(name: str, real_server: RealServer) -> None:
    case = ALL_CASES[name]
    outcome = run(real_server, case)
    assert (outcome.state, ran(outcome), outcome.output) == (case.state, case.ran, case.output)


def test_on_mongodb_as_in_memory(mongodb_server: RealServer) -> None:
    case = ALL_CASES["workflows call workflows, named by expressions and for each item, with the root's environment"]
    outcome = run(mongodb_server, case)
    assert (outcome.state, ran(outcome), outcome.output) == (case.state, case.ran, case.output)
    called = [[one.output or {} for one in task.workflows] for task in outcome.tasks]
    assert called[:2] == [[{"y": 500}], [{"y": 100}, {"y": 200}, {"y": 300}]]
    assert [one["why"] for one in called[2]] == ["so"]
    assert called[2][0]["result"].startswith("Failure caused by error in tasks: t\n")


def test_answers_take_the_place_of_actions_and_see_what_ad_hoc_actions_come_down_to(real_server: RealServer) -> None:
    text = """
version: '2.0'
name: book
actions:
  greet:
    input: [who, mark: '!']
    base: far.away
    base-input: {text: "hi <% $.who %><% $.mark %>"}
    output: {said: <% $.toUpper() %>}
workflows:
  main:
    output: {o: <% $.o %>}
    tasks:
      a: {action: 'greet who="me"', retry: {count: 1, delay: 0}, publish: {o: <% task().result.said %>}}
"""
    asked: list[Any] = []

    def answer(action: str, values: dict[str, Any], execution: ActionExecution) -> tuple[str, Any]:
        asked.append((action, values, execution.attempt))
        return ("error", "busy") if execution.attempt == 1 else ("success", values["text"])

    outcome = run_workflow(text, "main", input={}, target=real_server.target, answer=answer, timeout_s=30)
    assert (outcome.state, outcome.output, ran(outcome)) == ("SUCCESS", {"o": "HI ME!"}, ["a SUCCESS 2"])
    assert asked == [("far.away", {"text": "hi me!"}, 1), ("far.away", {"text": "hi me!"}, 2)]


def test_what_is_deferred_stays_running_when_the_time_is_up(real_server: RealServer) -> None:
    text = "version: '2.0'\nmain:\n  tasks:\n    a: {action: any.thing}\n"
    outcome = run_workflow(
        text, input={}, target=real_server.target, answer=lambda *_: ("deferred", None), timeout_s=2, validate=False
    )
    assert (outcome.state, outcome.output, ran(outcome)) == ("RUNNING", None, ["a RUNNING 1"])


def test_input_that_does_not_fit_is_refused_in_the_words_of_mistral(real_server: RealServer) -> None:
    text = "version: '2.0'\nmain:\n  input: [x]\n  tasks:\n    a: {action: std.noop}\n"
    with pytest.raises(exceptions.InputException, match="missing=\\['x'\\], unexpected=\\['y'\\]"):
        run_workflow(text, input={"y": 1}, target=real_server.target, validate=False)


ASYNC = """
version: '2.0'
main:
  tasks:
    a: {action: std.async_noop, publish: {p: <% task().result %>}, on-success: b}
    b: {action: std.echo output=<% $.p %>, publish: {q: <% task().result %>}}
"""


def test_an_asynchronous_action_is_finished_by_its_execution_id_alone(live: Client) -> None:
    document = parse(ASYNC, False)
    with runner(live):
        flow_id = start_workflow(live, document)
        record = wait_for_record(live, flow_id)
        assert complete_action(live, record, result={"by": "hand"}) == flow_id
        outcome = follow(live, flow_id, timeout_s=30)
    assert (outcome.state, outcome.output) == ("SUCCESS", {"p": {"by": "hand"}, "q": {"by": "hand"}})


def test_the_end_of_an_asynchronous_action_is_evaluated_by_a_runner_that_comes_later(live: Client) -> None:
    with runner(live):
        flow_id = start_workflow(live, parse(ASYNC, False))
        record = wait_for_record(live, flow_id)
    complete_action(live, record, error="no good")
    outcome = follow(live, flow_id, timeout_s=30, runner_of=runner(live))
    assert (outcome.state, ran(outcome)) == ("ERROR", ["a ERROR 1"])
    assert outcome.tasks[0].result == "no good"


def test_what_is_kept_of_an_action_goes_with_its_result_or_its_flow(live: Client) -> None:
    with runner(live):
        completed, cancelled, waiting = (start_workflow(live, parse(ASYNC, False)) for _ in range(3))
        records = {flow_id: wait_for_record(live, flow_id) for flow_id in (completed, cancelled, waiting)}
        complete_action(live, records[completed], result=1)
        with pytest.raises(LookupError, match="no action execution"):
            complete_action(live, records[completed], result=1)
        stop_workflow(live, cancelled, "CANCELLED")
        assert follow(live, cancelled, timeout_s=30).state == "CANCELLED"
        assert sweep(live) >= 1
        kept = {flow.flow_id.partition(":")[2] for flow in live.iterate_flows(name="mistral.action_execution")}
        assert kept & set(records.values()) == {records[waiting]}
        complete_action(live, records[waiting], result=1)
        assert follow(live, waiting, timeout_s=30).state == "SUCCESS"


def test_an_execution_that_there_is_none_of_cannot_be_completed(live: Client) -> None:
    with pytest.raises(LookupError, match="no action execution"):
        complete_action(live, str(uuid.uuid4()), result=1)


def wait_for_record(client: Client, flow_id: str) -> str:
    """The action execution of a flow whose only running action others finish: known once the task is deferred."""
    with client.watch_flow(flow_id, view="TASKS", timeout=30) as watch:
        for _ in watch:
            if any(task.deferred for task in client.iterate_tasks(flow_id)):
                break
    label = {"mistral.action_execution": flow_id}
    (record,) = client.iterate_flows(labels=label)
    return record.flow_id.partition(":")[2]


def test_a_failed_task_is_run_again_with_all_its_retries_or_skipped(live: Client) -> None:
    text = """
version: '2.0'
main:
  tasks:
    a:
      action: bad.thing
      retry: {count: 1, delay: 0}
      publish-on-skip: {p: skipped}
      on-skip: noop
      on-success: b
    b: {action: good.thing}
"""
    attempts: list[int] = []

    def answer(action: str, _values: dict[str, Any], execution: ActionExecution) -> tuple[str, Any]:
        if action == "good.thing":
            return "success", None
        attempts.append(execution.attempt)
        return ("error", "broken") if execution.attempt < 4 else ("success", None)

    with runner(live, answer=answer):
        again, skipped = (start_workflow(live, parse(text, False)) for _ in range(2))
        for flow_id in (again, skipped):
            assert ran(follow(live, flow_id, timeout_s=30)) == ["a ERROR 2"]
        attempts.clear()
        rerun_task(live, again, "a")
        assert ran(follow(live, again, timeout_s=30)) == ["a SUCCESS 4", "b SUCCESS 1"]
        assert attempts == [3, 4]
        rerun_task(live, skipped, "a", skip=True)
        outcome = follow(live, skipped, timeout_s=30)
    assert (outcome.state, outcome.output, outcome.tasks[0].state) == ("SUCCESS", {"p": "skipped"}, "SKIPPED")


def test_a_long_text_travels_packed(live: Client) -> None:
    text = f"version: '2.0'\nmain:\n  description: {'long ' * 2_000}\n  tasks:\n    a: {{action: std.noop}}\n"
    with runner(live):
        flow_id = start_workflow(live, parse(text, False))
        assert follow(live, flow_id, timeout_s=30).state == "SUCCESS"
    stored = live.get_flow_details(flow_id, view="FULL").flow.input
    assert len(str(stored)) < 1_000


def test_targets_are_served_by_the_runners_that_have_them(live: Client) -> None:
    text = "version: '2.0'\nmain:\n  tasks:\n    a: {action: std.noop, target: <% 'north' %>}\n"
    flow_id = start_workflow(live, parse(text, False))
    with runner(live, targets=[]):
        assert follow(live, flow_id, timeout_s=2).state == "RUNNING"
        with runner(live, targets=["north"]):
            assert follow(live, flow_id, timeout_s=30).state == "SUCCESS"
