"""Notifications, as Mistral sends them: of the states that executions come to, by its notifier, with best effort.

Who writes a change of state sends it: of several projectors the one whose transaction was the first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from mistral.db.v2.sqlalchemy import models
from mistral.notifiers import base as notifiers
from mistral.notifiers import notification_events as events
from mistral_lib import utils
from oslo_config import cfg

from lazyengine.mistral.on_behalf import on_behalf_of
from lazyengine.mistral.service.tables import stored_state
from lazyengine.mistral.service.workflow_rows import Row

_log = logging.getLogger(__name__)
_COMMON = ("name", "workflow_name", "workflow_namespace", "workflow_id", "state", "state_info", "project_id")
_OF_WORKFLOW = (*_COMMON, "task_execution_id", "root_execution_id", "created_at", "updated_at")
_OF_TASK = (*_COMMON, "workflow_execution_id", "type", "created_at", "updated_at", "started_at", "finished_at")

_Changed = tuple[Row, "str | None", Callable[[Any, str], Any], Sequence[str]]


class Transitions:
    """What changes its state by one write. `publishers`: those of the workflow's params, anything else means none."""

    def __init__(self, publishers: Any, workflow: Row, rows: Sequence[tuple[Any, Row]]) -> None:
        self._publishers = [one for one in publishers if isinstance(one, dict)] if isinstance(publishers, list) else []
        self._workflow = workflow
        self._tasks = [row for model, row in rows if model is models.TaskExecution]
        self._changed: list[_Changed] = []

    def compare(self, session: Any) -> None:
        """Find out what changes, within the transaction of the write and before it."""
        self._changed = []
        if not self._publishers:
            return
        parts: list[tuple[Any, Row, Any, Sequence[str]]] = [
            (models.WorkflowExecution, self._workflow, events.identify_workflow_event, _OF_WORKFLOW)
        ]
        parts += [(models.TaskExecution, row, events.identify_task_event, _OF_TASK) for row in self._tasks]
        for model, row, identify, fields in parts:
            before = stored_state(session, model, row.id)
            if before != row.always["state"]:
                self._changed.append((row, before, identify, fields))

    def notify(self) -> None:
        """Tell the publishers, once it is written. That one of them cannot be told is logged."""
        for row, before, identify, fields in self._changed:
            event = identify(before, row.always["state"])
            told = [one for one in self._publishers if not one.get("event_types") or event in one["event_types"]]
            if event is None or not told:
                continue
            values = {"id": row.id, **{name: _text({**row.first, **row.always}.get(name)) for name in fields}}
            try:
                with on_behalf_of({"project_id": row.first["project_id"]}):
                    notifier = notifiers.get_notifier(cfg.CONF.notifier.type)
                    notifier.notify(row.id, values, event, values["updated_at"], told)
            except Exception:
                _log.exception("%s of %s could not be told", event, row.id)


def _text(value: Any) -> Any:
    return utils.datetime_to_str(value) if hasattr(value, "isoformat") else value
