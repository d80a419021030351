"""The blocking client."""

from __future__ import annotations

from types import TracebackType

from lazyengine.call import Call, S, T
from lazyengine.calls import Calls
from lazyengine.client_base import ClientBase
from lazyengine.execute_stream import ExecuteStream
from lazyengine.flow_handle import FlowHandle
from lazyengine.flow_watch import FlowWatch
from lazyengine.ready_task_watch import ReadyTaskWatch


class Client(ClientBase):
    """A connection to a LazyEngine server, to be used from any number of threads and closed at the end.

    `target`: `host:port`. `namespace`: where calls work that name no other; "" = `default`. `tls`: True for the
    system's authorities, or a `Tls`. `token`: a bearer token, or a function that returns it; over plaintext only to
    this machine, unless `allow_plaintext_token`. `timeout`: of a call that gives none, repeats included; seconds or a
    timedelta. `backoff`: the waits between repeats. `codec`: changes payloads on their way out and in.
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

    def close(self) -> None:
        """Close the connection; calls and waits under way end with an error. Closing again is harmless."""
        self._calls.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _perform(self, asked: Call[S, T]) -> S:
        return asked.blocking(self)
