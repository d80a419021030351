"""Looks for a flow that may not be there."""

from __future__ import annotations

from typing import Any

from lazyengine.client import Client
from lazyengine.errors import LazyEngineError
from lazyengine.flow_values import Flow


def find_flow(client: Client, flow_id: str, **options: Any) -> Flow | None:
    """The flow, with the options of `get_flow_details`; None where there is none."""
    try:
        return client.get_flow_details(flow_id, **options).flow
    except LazyEngineError as error:
        if error.reason != "FLOW_NOT_FOUND":
            raise
        return None
