"""The call that uploads a definition in frames."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from google.protobuf.message import Message

from lazyengine.call import Call
from lazyengine.call_context import CallContext, Seconds
from lazyengine.flow_spec import FlowSpec, TaskSpec
from lazyengine.import_frames import import_frames
from lazyengine.responses import ImportDefinitionResponse

if TYPE_CHECKING:
    from lazyengine import aio
    from lazyengine.client import Client

_METHOD = "ImportDefinition"


@dataclass(frozen=True, slots=True)
class ImportDefinition(Call[ImportDefinitionResponse, Coroutine[Any, Any, ImportDefinitionResponse]]):
    """ImportDefinition; tried once where `tasks` are produced while they are sent."""

    spec: FlowSpec | Mapping[str, Any]
    tasks: Iterable[TaskSpec | Mapping[str, Any]] | None
    namespace: str | None
    timeout: Seconds

    def blocking(self, client: Client) -> ImportDefinitionResponse:
        """Send the frames and wait for the answer."""
        calls = client._calls
        seconds = calls.seconds(self.timeout)
        answer = calls.upload(_METHOD, self._frames(calls), seconds, repeat=self.tasks is None)
        return cast(ImportDefinitionResponse, answer)

    async def awaiting(self, client: aio.Client) -> ImportDefinitionResponse:
        """Send the frames and await the answer."""
        calls = client._calls
        seconds = calls.seconds(self.timeout)
        answer = await calls.upload(_METHOD, self._frames(calls), seconds, repeat=self.tasks is None)
        return cast(ImportDefinitionResponse, answer)

    def _frames(self, calls: CallContext) -> Callable[[], Iterator[Message]]:
        namespace = calls.namespace if self.namespace is None else self.namespace
        return lambda: import_frames(calls.writer, self.spec, self.tasks, namespace)
