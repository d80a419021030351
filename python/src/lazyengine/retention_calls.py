"""The calls about retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lazyengine.call import Unary, call
from lazyengine.call_context import Seconds
from lazyengine.request_ids import new_request_id
from lazyengine.retention import GetRetentionResponse, RetentionRule, SetRetentionResponse


class RetentionCalls:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
    def get_retention(
        self, *, namespace: str | None = None, timeout: Seconds | None = None
    ) -> Unary[GetRetentionResponse]:
        """Read how long the flows of the namespace are kept after their end."""
        return Unary(GetRetentionResponse, {}, namespace, timeout)

    @call
    def set_retention(
        self,
        rules: Sequence[RetentionRule | Mapping[str, Any]],
        *,
        expected_revision: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[SetRetentionResponse]:
        """Say how long they are kept: the first rule that a flow matches decides; without rules all are kept."""
        fields = {
            "rules": rules,
            "expected_revision": expected_revision,
            "request_id": new_request_id(request_id),
        }
        return Unary(SetRetentionResponse, fields, namespace, timeout)
