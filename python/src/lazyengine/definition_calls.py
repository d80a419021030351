"""The calls about definitions, and the one about the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lazyengine.calls import CallGroup, Seconds
from lazyengine.flow_spec import FlowSpec
from lazyengine.responses import (
    GetDefinitionResponse,
    GetServerInfoResponse,
    ListDefinitionsResponse,
    PutDefinitionResponse,
)


class DefinitionCalls(CallGroup):
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    def put_definition(
        self,
        spec: FlowSpec | Mapping[str, Any],
        *,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> PutDefinitionResponse:
        """Store a definition under its name, to be run by digest or by name."""
        return self._unary(PutDefinitionResponse, {"spec": spec}, namespace, timeout)

    def get_definition(
        self,
        digest: str | None = None,
        *,
        name: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> GetDefinitionResponse:
        """Read a definition, by its digest or as the newest one put under a name."""
        return self._unary(GetDefinitionResponse, {"digest": digest, "name": name}, namespace, timeout)

    def list_definitions(
        self,
        *,
        name: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> ListDefinitionsResponse:
        """List one page of the definitions that were put, newest first."""
        fields = {"name": name, "page_size": page_size, "page_token": page_token}
        return self._unary(ListDefinitionsResponse, fields, namespace, timeout)

    def get_server_info(self, *, namespace: str | None = None, timeout: Seconds | None = None) -> GetServerInfoResponse:
        """Ask what the server is: version, capabilities, limits, store and clock."""
        return self._unary(GetServerInfoResponse, {}, namespace, timeout)
