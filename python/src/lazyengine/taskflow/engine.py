"""The TaskFlow engine `lazy`: the flow is decided about by a LazyEngine server, its atoms are done in this process."""

from __future__ import annotations

import logging
from collections.abc import Generator
from typing import Any

from futurist import waiters
from oslo_utils import strutils
from taskflow import exceptions, states
from taskflow.engines.action_engine import engine, executor
from taskflow.types import failure as failure_module

from lazyengine.client import Client
from lazyengine.cut_text import text_of
from lazyengine.enums import FlowState
from lazyengine.environment import connected
from lazyengine.errors import LazyEngineError
from lazyengine.taskflow.engine_definition import ENGINE_QUEUE, engine_definition
from lazyengine.taskflow.engine_mirror import EngineMirror
from lazyengine.taskflow.engine_run import EngineRun
from lazyengine.taskflow.run_statistics import RunStatistics
from lazyengine.taskflow.sound_failure import raised_failure

_log = logging.getLogger("lazyengine.taskflow")

_ENDS = {
    FlowState.SUCCEEDED: states.SUCCESS,
    FlowState.REVERTED: states.REVERTED,
    FlowState.SUSPENDED: states.SUSPENDED,
}


class LazyEngine(engine.ActionEngine):  # type: ignore[misc]
    """Runs flows as TaskFlow's own engines do, and takes their options; states and results live in the server.

    Options beside those of TaskFlow's engines: `client`, the connection to use, by default one to the server that the
    environment names, as for the `lazyengine` command; `queue`, where the flow is left to workers
    (`python -m lazyengine.taskflow worker`) and goes on without this process. With `executor` or `max_workers` tasks
    are done in parallel, as by TaskFlow's `parallel` engine, otherwise one by one.
    """

    def __init__(self, flow: Any, flow_detail: Any, backend: Any, options: Any) -> None:
        super().__init__(flow, flow_detail, backend, options)
        self._task_executor = _task_executor(self._options)
        self._client: Client | None = self._options.get("client")
        self._run: EngineRun | EngineMirror | None = None

    def suspend(self) -> None:
        """Have nothing further begun; what runs is finished, then the flow is SUSPENDED."""
        super().suspend()
        run = self._run
        if run is not None and self._is_suspending():
            run.suspend()

    def run_iter(self, timeout: float | None = None) -> Generator[str, Any, None]:
        """Run the flow, state by state; a truthy value sent in suspends it, an exception thrown in ends it FAILURE."""
        self.compile()
        self.prepare()
        self.validate()
        with engine._start_stop(self._task_executor, self._retry_executor), connected(self._client) as client:
            self._change_state(states.RUNNING)
            statistics = RunStatistics(self._statistics if self._gather_statistics else {})
            try:
                self._run = run = self._new_run(client, statistics)
                closed = False
                for state in run.steps(self._is_suspending, waiters.wait_for_any, timeout):
                    statistics.enter(state)
                    if closed:
                        continue
                    try:
                        wants_suspend = yield state
                    except GeneratorExit:
                        closed = True
                        self.suspend()
                    except Exception as error:
                        run.failures.append(raised_failure(error))
                        closed = True
                    else:
                        if wants_suspend:
                            self.suspend()
                ended = self._end_of(run)
                if not closed:
                    yield ended
            except Exception as error:
                _log.exception("the run of flow %s has failed", self.storage.flow_uuid)
                self._fail(error)
                raise
            finally:
                self._run = None
                statistics.end()
            self._conclude(ended)

    def _new_run(self, client: Client, statistics: RunStatistics) -> EngineRun | EngineMirror:
        queue = self._options.get("queue")
        if queue is not None and (not isinstance(queue, str) or queue == ""):
            raise ValueError(f"queue: expected the name of a queue, got {queue!r}")
        definition = engine_definition(
            self._runtime,
            queue=queue or ENGINE_QUEUE,
            defer_reverts=self._is_set("defer_reverts"),
            never_resolve=self._is_set("never_resolve"),
            store=None if queue is None else self._store(),
        )
        if queue is not None:
            return EngineMirror(client, self._runtime, definition)
        one_by_one = isinstance(self._task_executor, executor.SerialTaskExecutor)
        return EngineRun(client, self._runtime, definition, statistics, queue=ENGINE_QUEUE, one_by_one=one_by_one)

    def _store(self) -> dict[str, Any]:
        """What no atom provides, for workers."""
        injector = self.storage.injector_name
        detail = next((detail for detail in self._flow_detail if detail.name == injector), None)
        persistent = {} if detail is None else dict(detail.results or {})
        return {**persistent, **self.storage._transients}

    def _end_of(self, run: EngineRun | EngineMirror) -> str:
        """The state that the run leaves the flow in. Raises what made it FAILURE."""
        if run.failures:
            run.end(text_of(run.failures[0]))
            failure_module.Failure.reraise_if_any(run.failures)
        ended = _ENDS.get(run.state)
        if ended is None:
            failures = self.storage.get_revert_failures() or self.storage.get_execute_failures()
            failure_module.Failure.reraise_if_any(failures.values())
            why = "" if run.flow is None or run.flow.failure is None else f": {run.flow.failure.message}"
            raise exceptions.ExecutionFailure(f"flow {self.storage.flow_uuid} is {run.state}{why}")
        return str(ended)

    def _conclude(self, ended: str) -> None:
        if ended == states.SUSPENDED and not self._is_suspending():
            self._change_state(states.SUSPENDING)
        self._change_state(ended)
        if ended not in self.NO_RERAISING_STATES:
            failures = {**self.storage.get_execute_failures(), **self.storage.get_revert_failures()}
            failure_module.Failure.reraise_if_any(failures.values())

    def _fail(self, error: Exception) -> None:
        """The flow is FAILURE; on the server, too, unless that is what has refused to go on, or cannot be reached."""
        if self._run is not None and not isinstance(error, LazyEngineError):
            try:
                self._run.end(text_of(error))
            except LazyEngineError as refusal:
                _log.warning("flow %s could not be ended on the server: %s", self.storage.flow_uuid, refusal)
        self._change_state(states.FAILURE)

    def _is_suspending(self) -> bool:
        return bool(self.storage.get_flow_state() == states.SUSPENDING)

    def _is_set(self, option: str) -> bool:
        return bool(strutils.bool_from_string(self._options.get(option, False)))


def _task_executor(options: Any) -> Any:
    if options.get("executor") is None and options.get("max_workers") is None:
        return executor.SerialTaskExecutor()
    return engine.ParallelActionEngine._fetch_task_executor(options)
