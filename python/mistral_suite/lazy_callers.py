"""Who calls an action on LazyEngine: the way of tasks that leads to the call, in the words that Mistral's side uses."""

from __future__ import annotations

import re
from functools import lru_cache

from lazyengine import Client
from lazyengine.enums import FlowView
from lazyengine.flow_values import Flow

_FURTHER = re.compile(r"#\d+")


class Callers:
    """Reads flows, each once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._flow = lru_cache(maxsize=None)(self._read)

    def caller(self, flow_id: str, task_id: str) -> str:
        """Such as "call[1] > poll"."""
        return " > ".join(self._way(flow_id, task_id))

    def _way(self, flow_id: str, task_id: str) -> list[str]:
        flow = self._flow(flow_id)
        before = self._way(flow.parent.flow_id, flow.parent.task_id) if flow.parent else []
        if (flow.input or {}).get("items_of"):
            # A flow of items has a task for each, named by its number.
            return [*before[:-1], f"{before[-1]}[{task_id}]"]
        return [*before, _FURTHER.sub("", task_id)]

    def _read(self, flow_id: str) -> Flow:
        return self._client.get_flow_details(flow_id, view=FlowView.FULL, page_size=1).flow
