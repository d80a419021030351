"""What TaskFlow's tests run their flows on: the engine `lazy`, found by its entry point."""

from __future__ import annotations

from typing import Any

import taskflow.engines

from lazyengine import Client

#: The server's, while the suite runs.
client: Client | None = None
address = ""


def make_engine(flow: Any, backend: Any, **options: Any) -> Any:
    """An engine for the flow, as TaskFlow's tests make theirs but for its kind."""
    return taskflow.engines.load(flow, engine="lazy", backend=backend, client=client, **options)
