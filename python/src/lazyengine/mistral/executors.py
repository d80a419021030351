"""Mistral's own executors, which take actions from its message broker and bring their results to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mistral.rpc import clients
from oslo_config import cfg

from lazyengine.completion import Deferred


def is_remote() -> bool:
    """Whether Mistral's configuration has actions run by executors of their own: `[executor] type`."""
    return bool(cfg.CONF.executor.type == "remote")


def hand_over(
    action: Any, execution_id: str, safe_rerun: bool, execution: Mapping[str, Any], timeout: float | None
) -> Deferred:
    """Send an action to an executor, which brings its result; the task waits for that.

    It fails when no executor was heard of for the longer of the two times that Mistral's configuration has for that
    (`[action_heartbeat]`), since an action that waits for an executor must not fail. Asynchronous ones have no limit.
    """
    clients.get_executor_client().run_action(action, execution_id, safe_rerun, dict(execution), timeout=timeout)
    return Deferred(heartbeat_timeout=_silent_seconds() if action.is_sync() else None)


def _silent_seconds() -> float | None:
    settings = cfg.CONF.action_heartbeat
    silent = settings.check_interval * settings.max_missed_heartbeats
    return float(max(silent, settings.first_heartbeat_timeout)) if silent else None
