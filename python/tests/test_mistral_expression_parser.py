"""Expressions that many threads parse at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from mistral import expressions

import lazyengine.mistral.contexts  # noqa: F401


@pytest.fixture
def eager_switching() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.timeout(120)
def test_threads_that_parse_at_once_read_their_own_expressions(eager_switching: None) -> None:
    def evaluated(number: int) -> object:
        text = f"<% $.value + {number} * (1 + len(dict(key => {number})) - 1) %>"
        expressions.validate(text)
        return expressions.evaluate(text, {"value": 1})

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(evaluated, range(400))) == [1 + number for number in range(400)]
