"""Answers for runners in other processes, which may be killed at any moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from multiprocessing import connection
from typing import Any

from lazyengine import Client
from lazyengine.enums import AttemptEnd, FlowView
from lazyengine.mistral.action_executions import ActionExecution
from lazyengine.mistral.action_task import Answer

_LOST = (AttemptEnd.LEASE_LOST, AttemptEnd.RELEASED)


class Answering:
    """Each run of a task is answered once: where its runner is lost, whoever does it again is told the same.

    `queue`: which all those runners serve. `address`: where they ask.
    """

    def __init__(self, client: Client, queue: str) -> None:
        self._client = client
        self._queue = queue
        self._answers: dict[str, Answer] = {}
        self._told: dict[tuple[str, str, int], Future[Any]] = {}
        self._lock = threading.Lock()
        self._listener = connection.Listener(family="AF_UNIX")
        self.address = str(self._listener.address)
        threading.Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def working_for(self, flow_id: str, answer: Answer) -> Iterator[str]:
        """Within this the actions of a flow, and of those within it, are answered so; gives the queue."""
        self._answers[flow_id] = answer
        yield self._queue

    def close(self) -> None:
        """Answer nobody any more."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                accepted = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, asker: connection.Connection) -> None:
        try:
            while True:
                asked = asker.recv()
                try:
                    told = self._answer(*asked)
                except Exception as error:
                    # Raised where it was asked.
                    told = error
                asker.send(told)
        except (EOFError, OSError):
            # It was killed.
            asker.close()

    def _answer(self, action: str, values: dict[str, Any], execution: ActionExecution) -> Any:
        key = (execution.flow_id, execution.task_id, self._run(execution))
        with self._lock:
            is_first = key not in self._told
            told = self._told.setdefault(key, Future())
        if is_first:
            try:
                told.set_result(self._answers[execution.flow_id.partition("~")[0]](action, values, execution))
            except BaseException as error:
                told.set_exception(error)
        return told.result()

    def _run(self, execution: ActionExecution) -> int:
        """Which run of the task it is: attempts that were lost are not counted."""
        page = self._client.get_flow_details(execution.flow_id, view=FlowView.FULL, task_ids=[execution.task_id])
        ended = [one for one in page.tasks[0].attempts if one.attempt < execution.attempt]
        return execution.attempt - sum(one.end in _LOST for one in ended)
