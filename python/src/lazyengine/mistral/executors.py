"""Where actions are run: in this process, or by Mistral's own executors, which take them from its message broker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mistral.rpc import clients
from mistral_lib import actions as lib
from oslo_config import cfg

from lazyengine.client import Client
from lazyengine.completion import Deferred
from lazyengine.mistral import actions
from lazyengine.mistral.action_executions import ActionExecution, keep
from lazyengine.task import Task


def is_remote() -> bool:
    """Whether Mistral's configuration has actions run by executors of their own: `[executor] type`."""
    return bool(cfg.CONF.executor.type == "remote")


def perform(
    client: Client,
    item: Task,
    action: Any,
    execution: ActionExecution,
    told: Mapping[str, Any],
    *,
    safe_rerun: bool,
    timeout: float | None,
    remote: bool,
) -> lib.Result | Deferred:
    """Run an action here, or by Mistral's executors; deferred where somebody else brings its result.

    Which task it is run for is stored before whoever may bring that can hear of it. `told`: what the action may know.
    """
    if remote or not action.is_sync():
        keep(client, execution)
    if remote:
        return _hand_over(action, execution.id, safe_rerun, told, timeout)
    result = actions.run(action, safe_rerun, told, timeout)
    return item.defer() if result is None else result


def _hand_over(
    action: Any, execution_id: str, safe_rerun: bool, execution: Mapping[str, Any], timeout: float | None
) -> Deferred:
    """Send it to an executor, which brings its result; the task waits for that.

    It fails when no executor was heard of for the longer of the two times that Mistral's configuration has for that
    (`[action_heartbeat]`), since an action that waits for an executor must not fail. Asynchronous ones have no limit.
    """
    clients.get_executor_client().run_action(action, execution_id, safe_rerun, dict(execution), timeout=timeout)
    return Deferred(heartbeat_timeout=_silent_seconds() if action.is_sync() else None)


def _silent_seconds() -> float | None:
    settings = cfg.CONF.action_heartbeat
    silent = settings.check_interval * settings.max_missed_heartbeats
    return float(max(silent, settings.first_heartbeat_timeout)) if silent else None
