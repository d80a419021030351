"""What actions bring that no message can carry: their task fails, and its on-error clause is followed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from lazyengine.mistral.library import WorkflowOutcome, run_workflow
from real_server import RealServer

TEXT = """
version: '2.0'
main:
  tasks:
    odd:
      action: test.odd
      on-error: [after]
    after:
      action: std.noop
"""


class NoText:
    def __repr__(self) -> str:
        raise RuntimeError("no text")


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def in_itself() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def run(server: RealServer, state: str, brought: Any) -> WorkflowOutcome:
    return run_workflow(
        TEXT,
        "main",
        input={},
        params={},
        target=server.target,
        namespace=f"test-{uuid.uuid4().hex[:12]}",
        timeout_s=30,
        validate=False,
        answer=lambda action, *_: (state, brought) if action == "test.odd" else None,
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [("half \udcff", "half ?"), ("x" * 3_000_000, "x" * 16_384), (in_itself(), "[[...]]"), (float("nan"), "nan")],
    ids=["surrogate", "large", "in itself", "no number"],
)
def test_an_error_that_cannot_be_stored_is_kept_as_its_text(real_server: RealServer, error: Any, told: str) -> None:
    outcome = run(real_server, "error", error)
    assert [(task.name, task.state) for task in outcome.tasks] == [("odd", "ERROR"), ("after", "SUCCESS")]
    assert (outcome.tasks[0].state_info, outcome.tasks[0].result) == (told, told)


def test_an_error_without_a_text_is_one_that_says_so(real_server: RealServer) -> None:
    outcome = run(real_server, "error", NoText())
    assert [(task.name, task.state) for task in outcome.tasks] == [("odd", "ERROR"), ("after", "SUCCESS")]
    assert "its text cannot be had" in str(outcome.tasks[0].state_info)


@pytest.mark.parametrize(
    "result",
    ["\udcff", "x" * 3_000_000, 10**5000, nested(5_000), in_itself(), float("nan")],
    ids=["surrogate", "large", "long number", "deep", "in itself", "no number"],
)
def test_a_result_that_cannot_be_stored_fails_its_task(real_server: RealServer, result: Any) -> None:
    outcome = run(real_server, "success", result)
    assert outcome.state == "SUCCESS"
    assert [(task.name, task.state) for task in outcome.tasks] == [("odd", "ERROR"), ("after", "SUCCESS")]
