"""YAQL's parser, used by one thread at a time, and once for each expression.

Mistral shares one parser between all threads, and both it and its lexer keep in themselves how far they are: two
threads that parse at once read each other's expressions. What is parsed keeps nothing of its evaluations, which go on
side by side.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mistral.expressions import yaql_expression
from yaql.language.expressions import Statement
from yaql.language.factory import YaqlEngine

_lock = threading.Lock()
_PARSED = 4_096


class _OneAtATime(YaqlEngine):  # type: ignore[misc]
    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._parsed = lru_cache(_PARSED)(self._parse)

    def __call__(self, expression: str, options: Mapping[str, Any] | None = None) -> Statement:
        return self._parse(expression, options) if options else self._parsed(expression)

    def _parse(self, expression: str, options: Mapping[str, Any] | None = None) -> Statement:
        with _lock:
            return super().__call__(expression, options)


def _shared(engine: YaqlEngine) -> YaqlEngine:
    return _OneAtATime(engine.lexer, engine.parser, engine.options, engine.factory)


def parse_one_at_a_time() -> None:
    """Has Mistral parse expressions under a lock, in this process, from now on. Once is enough, more do no harm."""
    with _lock:
        made = yaql_expression.create_yaql_engine_class
        if getattr(made, "one_at_a_time", False):
            return

        def create(*options: Any) -> YaqlEngine:
            return _shared(made(*options))

        create.one_at_a_time = True  # type: ignore[attr-defined]
        yaql_expression.create_yaql_engine_class = create
        # Made anew by the next expression.
        yaql_expression.YAQL_ENGINE = None
