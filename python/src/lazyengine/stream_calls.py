"""The calls whose answer is a stream, to be iterated and closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lazyengine.call import Call
from lazyengine.call_context import CallContext, Seconds
from lazyengine.v1 import service_pb2
from lazyengine.watch_progress import WatchProgress

if TYPE_CHECKING:
    from lazyengine import aio
    from lazyengine.client import Client
    from lazyengine.execute_stream import ExecuteStream
    from lazyengine.flow_watch import FlowWatch
    from lazyengine.ready_task_watch import ReadyTaskWatch


@dataclass(frozen=True, slots=True)
class WatchFlow(Call["FlowWatch", "aio.FlowWatch"]):
    """WatchFlow, over as many streams as it takes."""

    fields: Mapping[str, Any]
    namespace: str | None
    timeout: Seconds | None
    reconnect: bool

    def blocking(self, client: Client) -> FlowWatch:
        """The watch; its stream is opened when its first frame is wanted."""
        return client._flow_watch(client._calls, self._progress(client._calls))

    def awaiting(self, client: aio.Client) -> aio.FlowWatch:
        """The watch; its stream is opened when its first frame is wanted."""
        return client._flow_watch(client._calls, self._progress(client._calls))

    def _progress(self, calls: CallContext) -> WatchProgress:
        request = calls.request(service_pb2.WatchFlowRequest, self.fields, self.namespace)
        return WatchProgress(calls, request, timeout=self.timeout, reconnect=self.reconnect)


@dataclass(frozen=True, slots=True)
class WatchReadyTasks(Call["ReadyTaskWatch", "aio.ReadyTaskWatch"]):
    """WatchReadyTasks, one stream."""

    fields: Mapping[str, Any]
    namespace: str | None

    def blocking(self, client: Client) -> ReadyTaskWatch:
        """The open stream."""
        return client._ready_task_watch(client._calls, _session_request(client._calls, self.fields, self.namespace))

    def awaiting(self, client: aio.Client) -> aio.ReadyTaskWatch:
        """The open stream."""
        return client._ready_task_watch(client._calls, _session_request(client._calls, self.fields, self.namespace))


@dataclass(frozen=True, slots=True)
class ExecuteTasks(Call["ExecuteStream", "aio.ExecuteStream"]):
    """ExecuteTasks, one stream."""

    fields: Mapping[str, Any]
    namespace: str | None

    def blocking(self, client: Client) -> ExecuteStream:
        """The open stream."""
        return client._execute_stream(client._calls, _session_request(client._calls, self.fields, self.namespace))

    def awaiting(self, client: aio.Client) -> aio.ExecuteStream:
        """The open stream."""
        return client._execute_stream(client._calls, _session_request(client._calls, self.fields, self.namespace))


def _session_request(
    calls: CallContext, fields: Mapping[str, Any], namespace: str | None
) -> service_pb2.WatchReadyTasksRequest:
    request: service_pb2.WatchReadyTasksRequest = calls.request(service_pb2.WatchReadyTasksRequest, fields, namespace)
    return request
