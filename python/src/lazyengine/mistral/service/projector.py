"""Follows the flows of a namespace, and writes what becomes of them into Mistral's database.

It goes on where one of them was before, also after a kill; any number of them may run side by side.
"""

from __future__ import annotations

import logging
import threading
from types import TracebackType

import grpc
from oslo_db import exception as db_exceptions

from lazyengine.client import Client
from lazyengine.errors import LazyEngineError
from lazyengine.flow_values import Flow
from lazyengine.flow_watch import FlowWatch
from lazyengine.mistral.action_executions import RECORD
from lazyengine.mistral.service.projection import Projection
from lazyengine.mistral.service.tables import create_tables, keep_position, position, written_version
from lazyengine.responses import FlowUpdate, WatchCurrent

_log = logging.getLogger(__name__)
_PAUSE_SECONDS = 1.0
_UNWRITABLE = (LookupError, TypeError, ValueError, AttributeError, db_exceptions.DBDataError)


class Projector:
    """One of them: `run` it until `stop`, or use it as a context manager, which runs it on a thread of its own."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._namespace = client.namespace or "default"
        self._projection = Projection(client)
        self._stopped = threading.Event()
        self._watch: FlowWatch | None = None
        self._thread = threading.Thread(target=self.run, name="lazyengine-projector", daemon=True)

    def run(self) -> None:
        """Write until it is stopped; where server or database fail, go on once they are back."""
        while not self._stopped.is_set():
            try:
                create_tables()
                self._follow(position(self._namespace))
            except LazyEngineError as error:
                if error.reason == "REVISION_COMPACTED":
                    keep_position(self._namespace, "")
                    continue
                self._fail()
            except Exception:
                self._fail()

    def stop(self) -> None:
        """End `run`. Stopping again is harmless."""
        self._stopped.set()
        watch = self._watch
        if watch is not None:
            watch.close()

    def __enter__(self) -> Projector:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._thread.join()

    def _fail(self) -> None:
        if not self._stopped.is_set():
            _log.exception("the projection was broken off, and goes on in a moment")
            self._stopped.wait(_PAUSE_SECONDS)

    def _follow(self, begun: str) -> None:
        has_all, kept = bool(begun), begun
        with self._client.watch_flow(since_revision=begun or None, view="FULL") as watch:
            self._watch = watch
            for frame in watch:
                if self._stopped.is_set():
                    return
                if isinstance(frame, FlowUpdate):
                    self._write(frame.flow, frame)
                elif isinstance(frame, WatchCurrent):
                    if not has_all:
                        self._catch_up()
                        has_all = True
                    if frame.revision != kept:
                        keep_position(self._namespace, frame.revision)
                        kept = frame.revision

    def _catch_up(self) -> None:
        """Write what has changed before the position: all flows that are not written in the version that they have."""
        for flow in self._client.iterate_flows():
            if self._stopped.is_set():
                return
            written = written_version(flow)
            if flow.name != RECORD and (written is None or written < flow.version):
                self._write(flow, None)

    def _write(self, flow: Flow, update: FlowUpdate | None) -> None:
        try:
            if update is None:
                self._projection.write_flow(flow.flow_id)
            else:
                self._projection.write(flow, update.tasks)
        except LazyEngineError as error:
            # It was deleted meanwhile.
            if error.code is not grpc.StatusCode.NOT_FOUND:
                raise
        except _UNWRITABLE:
            # One flow that the database does not take must not hold up all others.
            _log.exception("flow %s cannot be written in version %d", flow.flow_id, flow.version)
