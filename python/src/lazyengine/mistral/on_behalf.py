"""On whose behalf Mistral's libraries are called: of the project that an execution belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mistral import context as mistral_context


@contextmanager
def on_behalf_of(definition: Mapping[str, Any] | None) -> Iterator[None]:
    """Within this, Mistral's database shows this thread what the definition's project may see; None = all as it was."""
    if definition is None:
        yield
        return
    before = mistral_context.ctx() if mistral_context.has_ctx() else None
    mistral_context.set_ctx(mistral_context.MistralContext(project_id=definition["project_id"], is_admin=True))
    try:
        yield
    finally:
        mistral_context.set_ctx(before)
