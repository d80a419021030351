"""Writes executions into Mistral's database, as its API reads them there: whole flows, or what of them has changed.

Any number of processes may write the same flow: its version is the fence, so that it never goes backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import grpc
from mistral.db.v2.sqlalchemy import models

from lazyengine.client import Client
from lazyengine.enums import FlowView, TaskState
from lazyengine.errors import LazyEngineError
from lazyengine.flow_values import Flow
from lazyengine.mistral.action_executions import ActionExecution, action_execution_id, look_up
from lazyengine.mistral.flow_input import WorkflowInput
from lazyengine.mistral.service.action_rows import action_rows, lone_action_row
from lazyengine.mistral.service.notifications import Transitions
from lazyengine.mistral.service.subjects import Subject, Subjects
from lazyengine.mistral.service.task_rows import task_row
from lazyengine.mistral.service.versions import ENDED, Version, state_of, write_versions
from lazyengine.mistral.service.workflow_rows import Row, workflow_row
from lazyengine.mistral.task_results import workflow_execution_id
from lazyengine.mistral.task_rules import publishes_globally
from lazyengine.responses import FlowUpdate, WatchCurrent
from lazyengine.task_values import TaskDetails


class Projection:
    """Reads flows by a client, and writes them into the database that Mistral is configured for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._subjects = Subjects(client)

    def write_flow(self, flow_id: str) -> None:
        """Write a flow as it stands now, with all of its tasks. Raises LazyEngineError where it is gone."""
        self.write(*self._read(flow_id))

    def write(self, flow: Flow, tasks: Iterable[TaskDetails]) -> None:
        """Write a flow in this version, and those of its tasks that have changed.

        A task that has ended is not seen before the workflow that it called.
        """
        subject = self._subjects.of(flow)
        place = subject.place
        if place is not None and state_of(models.TaskExecution, place.task_execution_id) is None:
            self.write_flow(str(subject.parent))
        write_versions(list(self._versions(flow, list(tasks), subject)))

    def _read(self, flow_id: str) -> tuple[Flow, list[TaskDetails]]:
        """One version of the flow and of all its tasks, which pages that are read one after the other are not."""
        flow: Flow | None = None
        tasks: dict[str, TaskDetails] = {}
        with self._client.watch_flow(flow_id, view=FlowView.FULL) as watch:
            for frame in watch:
                if isinstance(frame, WatchCurrent):
                    break
                if isinstance(frame, FlowUpdate):
                    flow = frame.flow
                    tasks.update((task.task_id, task) for task in frame.tasks)
        if flow is None:
            raise LazyEngineError(grpc.StatusCode.NOT_FOUND, f"flow {flow_id} was deleted", reason="FLOW_NOT_FOUND")
        return flow, list(tasks.values())

    def _versions(self, flow: Flow, tasks: Sequence[TaskDetails], subject: Subject) -> Iterator[Version]:
        if subject.lone is not None:
            yield Version(flow, None, [(models.ActionExecution, lone_action_row(flow, subject.lone, t)) for t in tasks])
        if subject.work is None:
            return
        yield self._version(flow, tasks, subject, subject.work)
        for task in tasks:
            if task.child_flow_id and task.end_time is not None:
                yield from self._called(task.child_flow_id)

    def _called(self, flow_id: str) -> Iterator[Version]:
        """A workflow that a task has called, where it is not written to its end yet; or those of a list's items."""
        if state_of(models.WorkflowExecution, workflow_execution_id(flow_id)) in ENDED:
            return
        try:
            flow, tasks = self._read(flow_id)
        except LazyEngineError as error:
            if error.code is not grpc.StatusCode.NOT_FOUND:
                raise
            return
        subject = self._subjects.of(flow)
        if subject.is_list:
            for task in tasks:
                if task.child_flow_id:
                    yield from self._called(task.child_flow_id)
        yield from self._versions(flow, tasks, subject)

    def _version(self, flow: Flow, tasks: Sequence[TaskDetails], subject: Subject, work: WorkflowInput) -> Version:
        is_new = state_of(models.WorkflowExecution, workflow_execution_id(flow.flow_id)) is None
        has_more = flow.state.ended or is_new or publishes_globally(work.spec)
        workflow = workflow_row(flow, work, subject.place, self._subjects.full(flow.flow_id) if has_more else None)
        rows: list[tuple[Any, Row]] = []
        attempts: dict[str, int] = {}
        for task in tasks:
            own = task_row(flow, work, task) if task.item_index is None else None
            if own is not None:
                rows.append((models.TaskExecution, own))
                if own.first["type"] == "WORKFLOW":
                    attempts[own.id] = task.attempt
        for task in tasks:
            actions = action_rows(flow.flow_id, work, task, self._record(flow, task))
            rows.extend((models.ActionExecution, row) for row in actions)
        return Version(flow, workflow, rows, Transitions(work.params.get("notify"), workflow, rows), attempts)

    def _record(self, flow: Flow, task: TaskDetails) -> ActionExecution | None:
        """What is stored of an action that others finish."""
        if not task.deferred or task.state not in (TaskState.RUNNING, TaskState.PAUSED):
            return None
        try:
            return look_up(self._client, action_execution_id(flow.flow_id, task.task_id, task.attempt))
        except LookupError:
            return None
