"""Records what became of a task that somebody else than an executor has finished."""

from __future__ import annotations

import time
from typing import Any

from taskflow.types import failure as failure_module

from lazyengine.backoff import Backoff
from lazyengine.client import Client
from lazyengine.controller.addresses import find_task
from lazyengine.errors import LazyEngineError
from lazyengine.responses import TaskCompleteResponse
from lazyengine.taskflow.stored_failure import stored_failure
from lazyengine.taskflow.value_encoding import encode_value

# How often it is looked whether a function that still runs has returned.
_LOOKS = Backoff(initial=0.02, longest=0.5)


def complete(client: Client, flow_id: str, called: str, result: Any, timeout: float) -> TaskCompleteResponse:
    """Complete a task by its name, by the last part of its dotted name, or by its uuid.

    An answer may be there before the function that asked for it has returned None: it waits for that, for `timeout`
    seconds, then raises the server's CLAIM_REQUIRED.
    """
    outcome = _outcome(result)
    deadline = time.monotonic() + timeout
    task_id, looked, failures = called, False, 0
    while True:
        try:
            return client.task_complete(flow_id, task_id, **outcome)
        except LazyEngineError as error:
            if error.reason == "TASK_NOT_FOUND" and not looked:
                task_id, looked = find_task(client, flow_id, called), True
                continue
            failures += 1
            wait = _LOOKS.wait(failures, 0.0)
            if error.reason != "CLAIM_REQUIRED" or time.monotonic() + wait >= deadline:
                raise
            time.sleep(wait)


def _outcome(result: Any) -> dict[str, Any]:
    if isinstance(result, BaseException):
        result = failure_module.Failure.from_exception(result)
    if not isinstance(result, failure_module.Failure):
        return {"result": encode_value(result)}
    return {"failure": stored_failure(result)}
