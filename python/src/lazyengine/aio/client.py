"""The asyncio client."""

from __future__ import annotations

from types import TracebackType

from lazyengine.aio.calls import Calls
from lazyengine.aio.execute_stream import ExecuteStream
from lazyengine.aio.flow_handle import FlowHandle
from lazyengine.aio.flow_watch import FlowWatch
from lazyengine.aio.ready_task_watch import ReadyTaskWatch
from lazyengine.call import Call, S, T
from lazyengine.client_base import ClientBase


class Client(ClientBase):
    """A connection to a LazyEngine server, to be used from the coroutines of one event loop and closed at the end.

    It takes what `lazyengine.Client` takes, and has the same calls, to be awaited; those that open a stream are not
    awaited: what they give is iterated with `async for` and closed, best by `async with`. It connects when the first
    call is made. A call that is cancelled is cancelled at the server, too; whether a mutation was carried out by then,
    its repeat with the same request_id tells.
    """

    _calls_class = Calls
    _calls: Calls
    _flow_watch = FlowWatch
    _ready_task_watch = ReadyTaskWatch
    _execute_stream = ExecuteStream
    _flow_handle = FlowHandle

    def flow(self, flow_id: str, *, namespace: str | None = None) -> FlowHandle:
        """A handle to a flow that was started before, without asking the server."""
        return FlowHandle(self, flow_id, self.namespace if namespace is None else namespace)

    async def close(self) -> None:
        """Close the connection; calls and waits under way end with an error. Closing again is harmless."""
        await self._calls.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _perform(self, asked: Call[S, T]) -> T:
        return asked.awaiting(self)
