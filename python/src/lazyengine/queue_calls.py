"""The calls about queues: how they are set, what waits on them, who takes from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lazyengine.call import Pages, Unary, call
from lazyengine.call_context import Seconds
from lazyengine.queue_values import ListQueuesResponse, Queue, RateLimit, UpdateQueueResponse
from lazyengine.request_ids import new_request_id


class QueueCalls:
    """Each method is the RPC of its name, with the RPC's fields; LazyEngineError where it is refused.

    `namespace` None = the client's; `timeout` None = the client's, seconds or timedelta.
    """

    @call
    def list_queues(
        self,
        *,
        queues: Sequence[str] = (),
        page_size: int | None = None,
        page_token: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[ListQueuesResponse]:
        """List one page of the namespace's queues, by name; those that are named, or all that are known."""
        fields = {"queues": queues, "page_size": page_size, "page_token": page_token}
        return Unary(ListQueuesResponse, fields, namespace, timeout)

    @call
    def iterate_queues(
        self, /, *, queues: Sequence[str] = (), namespace: str | None = None, timeout: Seconds | None = None
    ) -> Pages[ListQueuesResponse, Queue]:
        """All queues of a namespace, page by page, by name."""
        return Pages(
            lambda token: QueueCalls.list_queues.of(
                queues=queues, page_token=token, namespace=namespace, timeout=timeout
            ),
            lambda page: page.queues,
        )

    @call
    def update_queue(
        self,
        queue: str,
        *,
        paused: bool | None = None,
        pause_end_time: datetime | None = None,
        concurrency_limit: int | None = None,
        rate_limit: RateLimit | Mapping[str, Any] | None = None,
        reason: str | None = None,
        request_id: str | None = None,
        namespace: str | None = None,
        timeout: Seconds | None = None,
    ) -> Unary[UpdateQueueResponse]:
        """Set how a queue hands out; None = stays as it is.

        `pause_end_time` only with `paused`: when the pause is over by itself, ahead of the server's clock; None = it
        lasts until it is resumed.

        At most `concurrency_limit` tasks are held at once, over all processes; 0 = any number. `RateLimit(100, 60)`:
        at most 100 are handed out within any 60 seconds; `RateLimit(0)` takes that away.
        """
        if isinstance(rate_limit, Mapping) and rate_limit.get("tasks") is None:
            # Nothing would be sent as 0: the rate would be gone, unasked.
            raise ValueError("rate_limit.tasks: expected a whole number, 0 = any number, got nothing")
        fields = {
            "queue": queue,
            "request_id": new_request_id(request_id),
            "reason": reason,
            "paused": paused,
            "pause_end_time": pause_end_time,
            "concurrency_limit": concurrency_limit,
            "rate_limit": rate_limit,
        }
        return Unary(UpdateQueueResponse, fields, namespace, timeout)
