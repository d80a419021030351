"""On whose behalf Mistral is called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mistral import context as mistral_context
from mistral.services import security


@contextmanager
def in_context() -> Iterator[None]:
    """Mistral's calls need to know on whose behalf they are."""
    before = mistral_context.ctx() if mistral_context.has_ctx() else None
    work_in_context()
    try:
        yield
    finally:
        mistral_context.set_ctx(before)


def work_in_context() -> None:
    """As `in_context`, for this thread from now on."""
    mistral_context.set_ctx(
        mistral_context.MistralContext.from_dict(
            {"user_name": "suite", "project_id": security.DEFAULT_PROJECT_ID, "is_admin": True}
        )
    )
