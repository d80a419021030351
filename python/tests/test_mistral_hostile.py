"""Workflows whose authors want more of a runner than its actions: expressions, texts, what they stand in."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from mistral import exceptions, expressions

import lazyengine.mistral.contexts  # noqa: F401 - installs the functions of expressions
from lazyengine.mistral.document import parse
from lazyengine.mistral.expression_functions import looking_at
from lazyengine.mistral.flow_input import WorkflowInput


class NoFacts:
    """Tells nothing of any flow."""

    def task(self, name: str | None) -> None:
        """None."""

    def tasks(self, *_: Any) -> list[Any]:
        """None of them."""
        return []

    def execution(self) -> dict[str, Any]:
        """An empty one."""
        return {}

    def global_variable(self, name: str) -> None:
        """None."""


@pytest.fixture
def _evaluating() -> Iterator[None]:
    with looking_at(NoFacts()):
        yield


@pytest.mark.usefixtures("_evaluating")
@pytest.mark.parametrize(
    "expression",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__}'.format('') }}",
        "{{ ('{0.__class__}'|attr('format'))('') }}",
        "{{ [''.format]|map(attribute='__self__')|list|attr('__class__') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum.__globals__['os'] }}",
        "{{ task.func.__globals__ }}",
        "{{ json_parse.func.__builtins__ }}",
        "{{ _.__init__ }}",
        "{% import 'os' as os %}{{ os }}",
        "{{ yaml_parse('!!python/object/apply:os.getpid []') }}",
        "<% yaml_parse('!!python/object/apply:os.getpid []') %>",
        "<% $.__class__ %>",
        "<% call(eval, ['1'], {}) %>",
        "<% open('/etc/hostname') %>",
    ],
)
def test_an_expression_reaches_nothing_of_python(expression: str) -> None:
    with pytest.raises(exceptions.EvaluationException):
        expressions.evaluate(expression, {"a": 1})


@pytest.mark.usefixtures("_evaluating")
@pytest.mark.parametrize("call", ["{{ executions() }}", "{{ (executions)(None) }}", "<% executions() %>"])
def test_an_expression_asks_for_no_other_executions_however_it_is_spelled(call: str) -> None:
    with pytest.raises(exceptions.EvaluationException, match=r"executions\(\) is not supported"):
        expressions.evaluate(call, {"a": 1})


def test_a_text_makes_no_objects_of_python() -> None:
    with pytest.raises(exceptions.DSLParsingException, match="could not determine a constructor"):
        parse("version: '2.0'\nw: !!python/object/apply:os.getpid []\n")


def test_a_packed_text_that_has_no_end_is_not_unpacked() -> None:
    packed = base64.b64encode(zlib.compress(b"#" * (16 * 1024 * 1024 + 1))).decode()
    assert len(packed) < 32 * 1024
    with pytest.raises(ValueError, match="packed_text: a text has at most 16777216 bytes"):
        WorkflowInput.of({"workflow": "w", "text": "", "packed_text": packed})
    with pytest.raises(ValueError, match="text: it has 16777217 bytes, at most 16777216 are taken"):
        WorkflowInput("#" * (16 * 1024 * 1024 + 1), "w").payload()


def test_a_long_text_comes_back_as_it_was() -> None:
    text = "# ü\n" * 1_000_000
    assert WorkflowInput.of(WorkflowInput(text, "w").payload()).text == text
