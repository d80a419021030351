"""YAQL's parser, used by one thread at a time.

Mistral shares one parser between all threads, and both it and its lexer keep in themselves how far they are: two
threads that parse at once read each other's expressions. Evaluation shares nothing, and goes on side by side.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from mistral.expressions import yaql_expression
from yaql.language.expressions import Statement
from yaql.language.factory import YaqlEngine

_lock = threading.Lock()


class _OneAtATime(YaqlEngine):  # type: ignore[misc]
    def __call__(self, expression: str, options: Mapping[str, Any] | None = None) -> Statement:
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
