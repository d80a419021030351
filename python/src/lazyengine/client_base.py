"""What the blocking and the asyncio client have in common: how they are made, and all calls that they have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lazyengine.backoff import Backoff
from lazyengine.call import Unary, call
from lazyengine.call_context import CallContext, Seconds
from lazyengine.channel_settings import ChannelSettings, Tls, Token
from lazyengine.concurrency_key_calls import ConcurrencyKeyCalls
from lazyengine.definition_calls import DefinitionCalls
from lazyengine.enums import ConflictPolicy
from lazyengine.flow_control import FlowControl
from lazyengine.flow_reads import FlowReads
from lazyengine.flow_spec import FlowSpec
from lazyengine.payload import PayloadCodec, PayloadConverter
from lazyengine.queue_calls import QueueCalls
from lazyengine.request_ids import new_request_id
from lazyengine.responses import RunResponse
from lazyengine.retention_calls import RetentionCalls
from lazyengine.schedule_calls import ScheduleCalls
from lazyengine.start_call import StartFlow, run_call
from lazyengine.task_calls import TaskCalls


class ClientBase(
    FlowReads, FlowControl, TaskCalls, DefinitionCalls, QueueCalls, ConcurrencyKeyCalls, RetentionCalls, ScheduleCalls
):
    """A client without its way to the server, which the subclass names.

    `target`: `host:port`. `namespace`: where calls work that name no other; "" = `default`. `tls`: True for the
    system's authorities, or a `Tls`. `token`: a bearer token, or a function that returns it; over plaintext only to
    this machine, unless `allow_plaintext_token`. `timeout`: of a call that gives none, repeats included; seconds or a
    timedelta. `backoff`: the waits between repeats. `codec`: changes payloads on their way out and in.
    """

    _calls_class: type[CallContext]
    _calls: CallContext

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
        self._calls = self._calls_class(
            ChannelSettings(target, tls=tls, token=token, allow_plaintext_token=allow_plaintext_token),
            namespace=namespace,
            timeout=timeout,
            backoff=backoff or Backoff(),
            payloads=PayloadConverter(codec),
        )

    @property
    def namespace(self) -> str:
        """Where calls work that name no other; empty = `default`."""
        return self._calls.namespace

    @call
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
    ) -> StartFlow:
        """Start a flow, from its spec or from a stored definition, and return a handle to it.

        `snapshot` says how far its tasks have come already, in the form of the contract's FlowSnapshot: `state` and
        `tasks`, each with `task_id` and `state`. With conflict policy REPLACE the new run takes the place of the flow
        that is there, which must be at `expected_revision` where one is given.
        """
        fields = {
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
        }
        return StartFlow(run_call(fields, namespace, timeout, trace_context))

    @call
    def validate(
        self,
        /,
        spec: FlowSpec | Mapping[str, Any] | None = None,
        *,
        namespace: str | None = None,
        timeout: Seconds | None = None,
        **fields: Any,
    ) -> Unary[RunResponse]:
        """Check what `run` would be given; nothing is written. Raises LazyEngineError as `run` does."""
        return run_call({"spec": spec, **fields, "validate_only": True}, namespace, timeout)
