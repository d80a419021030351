"""The call that starts a flow and gives a handle to it."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lazyengine.call import Call, Unary
from lazyengine.call_context import Seconds
from lazyengine.responses import RunResponse

if TYPE_CHECKING:
    from lazyengine import aio
    from lazyengine.client import Client
    from lazyengine.flow_handle import FlowHandle


@dataclass(frozen=True, slots=True)
class StartFlow(Call["FlowHandle", Coroutine[Any, Any, "aio.FlowHandle"]]):
    """Run, whose answer becomes a handle."""

    run: Unary[RunResponse]

    def blocking(self, client: Client) -> FlowHandle:
        """Start the flow."""
        started = self.run.blocking(client)
        return client._flow_handle(client, started.flow.flow_id, started.flow.namespace, started)

    async def awaiting(self, client: aio.Client) -> aio.FlowHandle:
        """Start the flow."""
        started = await self.run.awaiting(client)
        return client._flow_handle(client, started.flow.flow_id, started.flow.namespace, started)


def run_call(
    fields: Mapping[str, Any], namespace: str | None, timeout: Seconds | None, trace_context: str = ""
) -> Unary[RunResponse]:
    """Run with these fields. Raises ValueError where more than one says what is to run."""
    given = [name for name in ("spec", "definition_digest", "definition_name") if fields.get(name) is not None]
    if len(given) > 1:
        raise ValueError(f"expected one definition, got {' and '.join(given)}")
    return Unary(RunResponse, fields, namespace, timeout, trace_context=trace_context)
