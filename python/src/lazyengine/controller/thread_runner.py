"""Does the tasks of one flow in the calling process, on threads, until the flow has ended or is suspended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any

from lazyengine.client import Client
from lazyengine.environment import connected
from lazyengine.errors import LazyEngineError
from lazyengine.rest import wait_for_rest
from lazyengine.taskflow.worker import holder

#: Where `run` with executor='threads' keeps the tasks: apart from those that are left to workers.
THREADS_QUEUE = "taskflow-threads"

_log = logging.getLogger("lazyengine.controller")


def start_threads(client: Client | None, flow_id: str, tasks: Mapping[str, Any], max_workers: int) -> threading.Thread:
    """Begin, and return at once. The process stays alive for it: the thread is no daemon."""
    thread = threading.Thread(
        target=_serve, args=(client, flow_id, tasks, max_workers), name=f"lazyengine-flow-{flow_id}", daemon=False
    )
    thread.start()
    return thread


def _serve(client: Client | None, flow_id: str, tasks: Mapping[str, Any], max_workers: int) -> None:
    try:
        with (
            connected(client) as connection,
            holder(connection, tasks, queue=THREADS_QUEUE, flow_id=flow_id, max_in_flight=max_workers),
        ):
            wait_for_rest(connection, flow_id, None)
    except LazyEngineError as error:
        _log.warning("the tasks of flow %s are no longer done by this process: %s", flow_id, error)
    except Exception:
        # Nobody waits for this thread: what ended it must be seen. The flow itself has lost nothing.
        _log.exception("the tasks of flow %s are no longer done by this process", flow_id)
