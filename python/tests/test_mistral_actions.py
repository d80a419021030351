"""How actions are run: on the thread of their handler, unless a time limits them, and with nothing left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from mistral import context as mistral_context
from mistral_lib import actions as lib
from mistral_lib import exceptions as lib_exceptions

from lazyengine.mistral import actions
from lazyengine.mistral.contexts import Scope
from lazyengine.mistral.expression_functions import _facts, looking_at
from lazyengine.mistral.flow_facts import FlowFacts
from lazyengine.mistral.flow_input import WorkflowInput

TOLD = {"workflow_name": "w", "action_execution_id": "a"}


class Doing(lib.Action):  # type: ignore[misc]
    """An action that does what it is given."""

    def __init__(self, do: Callable[[Any], Any]) -> None:
        self._do = do

    def run(self, context: Any) -> Any:
        """Do it."""
        return self._do(context)


def result_of(do: Callable[[Any], Any], timeout: float | None = None) -> lib.Result:
    result = actions.run(Doing(do), False, TOLD, timeout)
    assert result is not None
    return result


@pytest.mark.parametrize(("timeout", "is_here"), [(None, True), (60.0, False)])
def test_an_action_has_a_thread_of_its_own_only_where_its_time_is_limited(timeout: float | None, is_here: bool) -> None:
    ran_on: list[int] = []
    result = result_of(lambda _: ran_on.append(threading.get_ident()), timeout)
    assert result.is_success()
    assert (ran_on == [threading.get_ident()]) is is_here


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_an_action_is_told_its_execution_and_gives_its_result(timeout: float | None) -> None:
    assert result_of(lambda context: context.execution.workflow_name, timeout).data == "w"
    assert result_of(lambda _: lib.Result(error="no"), timeout).error == "no"


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_what_an_action_raises_is_its_error_as_mistral_words_it(timeout: float | None) -> None:
    def fail(_: Any) -> None:
        raise ValueError("wrong")

    error = result_of(fail, timeout).error
    assert error.startswith("The action raised an exception [action=")
    assert error.endswith(", action_ex_id=None, msg='wrong']")


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_what_an_action_raises_is_its_error_also_where_it_has_no_text(timeout: float | None) -> None:
    class NoText(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no text")

    def fail(_: Any) -> None:
        raise NoText

    assert "its text cannot be had" in result_of(fail, None).error
    assert result_of(fail, timeout).error.startswith("The action raised an exception [action=")


def test_the_log_says_where_an_action_broke_but_not_where_it_failed_as_it_meant_to(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: Any) -> None:
        raise lib_exceptions.ActionException("meant")

    def break_(_: Any) -> None:
        raise KeyError("not meant")

    result_of(fail)
    result_of(break_)
    assert [bool(record.exc_info) for record in caplog.records] == [False, True]


def test_an_action_that_exits_ends_itself_alone() -> None:
    def leave(_: Any) -> None:
        raise SystemExit(1)

    result = result_of(leave)
    assert result.is_success()
    assert result.data is None


def test_what_an_action_does_to_its_context_is_over_with_it_and_what_surrounds_it_is_not_its_own() -> None:
    before = mistral_context.MistralContext(project_id="p")
    mistral_context.set_ctx(before)
    seen: list[Any] = []

    def change(_: Any) -> None:
        seen.append((mistral_context.ctx().project_id, _facts.get()))
        mistral_context.set_ctx(None)

    scope = Scope(WorkflowInput("", "w"), "f", {}, {}, None)
    try:
        with looking_at(FlowFacts(None, "f", scope, None)):  # type: ignore[arg-type]
            result_of(change)
        assert seen == [("p", None)]
        assert mistral_context.ctx() is before
    finally:
        mistral_context.set_ctx(None)
