"""The calls about definitions, simulations, and the one about the server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lazyengine.call import Unary, call
from lazyengine.call_context import Seconds
from lazyengine.flow_spec import FlowSpec, TaskSpec
from lazyengine.import_call import ImportDefinition
from lazyengine.responses import (
    GetDefinitionResponse,
    GetServerInfoResponse,
    ListDefinitionsResponse,
    PutDefinitionResponse,
)
from lazyengine.simulation import Assumption, SimulateFlowResponse

# A million tasks have been seen to take a minute.
IMPORT_TIMEOUT = 600.0


class DefinitionCalls:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
    def put_definition(
        self,
        spec: FlowSpec | Mapping[str, Any],
        *,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[PutDefinitionResponse]:
        """Store a definition under its name, to be run by digest or by name."""
        return Unary(PutDefinitionResponse, {"spec": spec}, namespace, timeout)

    @call
    def import_definition(
        self,
        spec: FlowSpec | Mapping[str, Any],
        tasks: Iterable[TaskSpec | Mapping[str, Any]] | None = None,
        *,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> ImportDefinition:
        """Store a definition that is larger than one message, of up to a million tasks: those of `spec`, then `tasks`.

        `tasks` may be produced while they are sent, at 200 a second or more: a server that has waited for them for 30 s
        ends the import (OVERLOADED). With them the call is tried once. `timeout` None = ten minutes.
        """
        return ImportDefinition(spec, tasks, namespace, IMPORT_TIMEOUT if timeout is None else timeout)

    @call
    def get_definition(
        self,
        digest: str | None = None,
        *,
        name: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[GetDefinitionResponse]:
        """Read a definition, by its digest or as the newest one put under a name.

        Of one with more tasks than one message may bring, `spec` is None.
        """
        return Unary(GetDefinitionResponse, {"digest": digest, "name": name}, namespace, timeout)

    @call
    def list_definitions(
        self,
        *,
        name: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ListDefinitionsResponse]:
        """List one page of the definitions that were put, newest first."""
        fields = {"name": name, "page_size": page_size, "page_token": page_token}
        return Unary(ListDefinitionsResponse, fields, namespace, timeout)

    @call
    def simulate_flow(
        self,
        spec: FlowSpec | Mapping[str, Any] | None = None,
        *,
        definition_digest: str | None = None,
        definition_name: str | None = None,
        flow_id: str | None = None,
        default_assumption: Assumption | Mapping[str, Any] | None = None,
        assumptions: Mapping[str, Assumption | Mapping[str, Any]] | None = None,
        slots: int | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[SimulateFlowResponse]:
        """Run a definition, or a flow from where it stands, on virtual time; nothing is written."""
        fields = {
            "spec": spec,
            "definition_digest": definition_digest,
            "definition_name": definition_name,
            "flow_id": flow_id,
            "default_assumption": default_assumption,
            "assumptions": assumptions,
            "slots": slots,
        }
        return Unary(SimulateFlowResponse, fields, namespace, timeout)

    @call
    def get_server_info(
        self, *, namespace: str | None = None, timeout: Seconds | None = None
    ) -> Unary[GetServerInfoResponse]:
        """Ask what the server is: version, capabilities, limits, store and clock."""
        return Unary(GetServerInfoResponse, {}, namespace, timeout)
