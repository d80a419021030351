"""The calls about concurrency keys: how they are set, how much of them is used, what waits."""

from __future__ import annotations

from collections.abc import Sequence

from lazyengine.call import Pages, Unary, call
from lazyengine.call_context import Seconds
from lazyengine.concurrency_key_values import (
    ConcurrencyKey,
    ListConcurrencyKeysResponse,
    UpdateConcurrencyKeyResponse,
)
from lazyengine.request_ids import new_request_id


class ConcurrencyKeyCalls:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
    def list_concurrency_keys(
        self,
        *,
        keys: Sequence[str] = (),
        page_size: int | None = None,
        page_token: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ListConcurrencyKeysResponse]:
        """List one page of the namespace's concurrency keys, by name; those that are named, or all that are known."""
        fields = {"keys": keys, "page_size": page_size, "page_token": page_token}
        return Unary(ListConcurrencyKeysResponse, fields, namespace, timeout)

    @call
    def iterate_concurrency_keys(
        self, /, *, keys: Sequence[str] = (), namespace: str | None = None, timeout: Seconds | None = None
    ) -> Pages[ListConcurrencyKeysResponse, ConcurrencyKey]:
        """All concurrency keys of a namespace, page by page, by name."""
        return Pages(
            lambda token: ConcurrencyKeyCalls.list_concurrency_keys.of(
                keys=keys, page_token=token, namespace=namespace, timeout=timeout
            ),
            lambda page: page.keys,
        )

    @call
    def update_concurrency_key(
        self,
        key: str,
        *,
        limit: int,
        reason: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[UpdateConcurrencyKeyResponse]:
        """Set how many tasks that name the key are held at once, over all flows, queues and processes."""
        fields = {"key": key, "request_id": new_request_id(request_id), "reason": reason, "limit": limit}
        return Unary(UpdateConcurrencyKeyResponse, fields, namespace, timeout)
