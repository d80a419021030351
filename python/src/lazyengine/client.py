"""The client: typed calls, flows by handle, and what they all share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any

from lazyengine.backoff import Backoff
from lazyengine.calls import Calls, Seconds, new_request_id
from lazyengine.connection import Connection, Tls, Token
from lazyengine.definition_calls import DefinitionCalls
from lazyengine.enums import ConflictPolicy
from lazyengine.flow_calls import FlowCalls
from lazyengine.flow_handle import FlowHandle
from lazyengine.flow_spec import FlowSpec
from lazyengine.payload import PayloadCodec, PayloadConverter
from lazyengine.responses import RunResponse
from lazyengine.task_calls import TaskCalls
from lazyengine.v1 import service_pb2


class Client(FlowCalls, TaskCalls, DefinitionCalls):
    """A connection to a LazyEngine server, to be used from any number of threads and closed at the end.

    `target`: `host:port`. `namespace`: where calls work that name no other; "" = `default`. `tls`: True for the
    system's authorities, or a `Tls`. `token`: a bearer token, or a function that returns it; over plaintext only to
    this machine, unless `allow_plaintext_token`. `timeout`: of a call that gives none, repeats included; seconds or a
    timedelta. `backoff`: the waits between repeats. `codec`: changes payloads on their way out and in.
    """

    def __init__(
        self,
        target: str,
        *,
        namespace: str = "",
        tls: Tls | bool = False,
        token: Token | None = None,
        allow_plaintext_token: bool = False,
        timeout: Seconds = 30.0,
        backoff: Backoff | None = None,
        codec: PayloadCodec | None = None,
    ) -> None:
        connection = Connection(target, tls=tls, token=token, allow_plaintext_token=allow_plaintext_token)
        self._calls = Calls(
            connection,
            namespace=namespace,
            timeout=timeout,
            backoff=backoff or Backoff(),
            payloads=PayloadConverter(codec),
        )

    @property
    def namespace(self) -> str:
        """Where calls work that name no other; empty = `default`."""
        return self._calls.namespace

    def run(
        self,
        spec: FlowSpec | Mapping[str, Any] | None = None,
        *,
        definition_digest: str | None = None,
        definition_name: str | None = None,
        flow_id: str | None = None,
        input: Any = None,
        labels: Mapping[str, str] | None = None,
        not_before_time: datetime | str | None = None,
        priority: int | None = None,
        conflict_policy: ConflictPolicy | str | None = None,
        expected_revision: str | None = None,
        snapshot: Mapping[str, Any] | None = None,
        request_id: str | None = None,
        trace_context: str = "",
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> FlowHandle:
        """Start a flow, from its spec or from a stored definition, and return a handle to it.

        `snapshot` says how far its tasks have come already, in the form of the contract's FlowSnapshot: `state` and
        `tasks`, each with `task_id` and `state`. With conflict policy REPLACE the new run takes the place of the flow
        that is there, which must be at `expected_revision` where one is given.
        """
        response = self._run(
            {
                "spec": spec,
                "definition_digest": definition_digest,
                "definition_name": definition_name,
                "flow_id": flow_id,
                "input": input,
                "labels": labels,
                "not_before_time": not_before_time,
                "priority": priority,
                "conflict_policy": conflict_policy,
                "expected_revision": expected_revision,
                "snapshot": snapshot,
                "request_id": new_request_id(request_id),
            },
            namespace,
            timeout,
            trace_context,
        )
        return FlowHandle(self, response.flow.flow_id, response.flow.namespace, response)

    def validate(
        self,
        spec: FlowSpec | Mapping[str, Any] | None = None,
        *,
        namespace: str | None = None,
        timeout: Seconds | None = None,
        **fields: Any,
    ) -> RunResponse:
        """Check what `run` would be given; nothing is written. Raises LazyEngineError as `run` does."""
        return self._run({"spec": spec, **fields, "validate_only": True}, namespace, timeout, "")

    def flow(self, flow_id: str, *, namespace: str | None = None) -> FlowHandle:
        """A handle to a flow that was started before, without asking the server."""
        return FlowHandle(self, flow_id, self._calls.namespace if namespace is None else namespace)

    def close(self) -> None:
        """Close the connection; calls and waits under way end with an error. Closing again is harmless."""
        self._calls.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(
        self, fields: Mapping[str, Any], namespace: str | None, timeout: Seconds | None, trace_context: str
    ) -> RunResponse:
        given = [name for name in ("spec", "definition_digest", "definition_name") if fields.get(name) is not None]
        if len(given) > 1:
            raise ValueError(f"expected one definition, got {' and '.join(given)}")
        request = self._calls.request(service_pb2.RunRequest, fields, namespace)
        response: RunResponse = self._calls.unary("Run", request, timeout, trace_context)
        return response
