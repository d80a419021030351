"""The engine for tests: a real one in a process beside the test, on a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any

from lazyengine.backoff import Backoff
from lazyengine.client import Client
from lazyengine.errors import LazyEngineError, NonRetryableError, TaskCancelled
from lazyengine.executor import Executor
from lazyengine.flow_spec import FlowSpec
from lazyengine.flow_values import Failure
from lazyengine.payload import PayloadCodec
from lazyengine.responses import TaskCompleteResponse
from lazyengine.task import Stop, Task
from lazyengine.task_runner import Evaluator, Handler
from lazyengine.testing.engine_process import EngineProcess, TestEngineError, shared_process
from lazyengine.testing.faults import TestFaults
from lazyengine.testing.flow import TestFlow
from lazyengine.testing.held import TestClaim
from lazyengine.testing.named_handlers import NamedHandlers
from lazyengine.testing.values import Duration, WaitingTask, milliseconds, moment_of

_CONNECT_SECONDS = 30.0
_in_hand: ContextVar[Task | None] = ContextVar("lazyengine_testing_in_hand", default=None)


class TestEngine:
    """Made by `create_test_engine`. Its methods return when all that follows from them without time has been done.

    `client`: a client as any other, of this engine; `target`: where it serves, for clients and executors of one's own.
    """

    __test__ = False

    def __init__(
        self, process: EngineProcess, begin: Mapping[str, Any], namespace: str, codec: PayloadCodec | None
    ) -> None:
        begun = process.ask("begin", begin=dict(begin))
        self.target: str = begun["target"]
        self._ask: Callable[..., Any] = partial(process.ask, world=begun["world"], namespace=namespace)
        self._stopped = False
        self.client = Client(
            self.target, namespace=namespace, codec=codec, backoff=Backoff(initial=0.001, longest=0.05)
        )
        self.faults = TestFaults(self._ask)
        self._executors: list[Executor] = []

    def now(self) -> datetime:
        """What the engine's clock shows."""
        return moment_of(self._ask("now"))

    def run(self, spec: FlowSpec | Mapping[str, Any] | None = None, **fields: Any) -> TestFlow:
        """Start a flow, as `Client.run` does; where there are handlers they begin at once."""
        handle = self.client.run(spec, **fields)
        self.settle()
        return TestFlow(self.client, handle.flow_id, self._ask, handle.started)

    def flow(self, flow_id: str) -> TestFlow:
        """A flow that was started before, or elsewhere."""
        return TestFlow(self.client, flow_id, self._ask)

    def work(
        self,
        handlers: Mapping[str, Handler],
        *,
        reverts: Mapping[str, Handler] | None = None,
        evaluate: Evaluator | None = None,
        queues: Sequence[str] | None = None,
        max_in_flight: int = 100,
    ) -> None:
        """Start an executor, which stops with the engine."""
        types = [*handlers, *(reverts or {})]
        executor = Executor(
            self.client,
            self._handling("tasks", handlers),
            reverts=None if reverts is None else self._handling("reverts", reverts),
            evaluate=None if evaluate is None else self._in_hand_of(evaluate),
            queues=list(dict.fromkeys(types)) if queues is None else queues,
            max_in_flight=max_in_flight,
            worker_id=f"test-executor-{len(self._executors) + 1}",
            drain_timeout=0.0,
        )
        self._executors.append(executor.start())
        if not executor.wait_ready(_CONNECT_SECONDS):
            raise TestEngineError("the executor of the test engine was not granted a session")
        self.settle()

    def sleep(self, duration: Duration) -> None:
        """Return when so much time has passed: for handlers that are to take time, which passes while they wait.

        Raises TaskCancelled in a handler whose claim is over meanwhile.
        """
        task = _in_hand.get()
        if task is None:
            self._ask("sleep", ms=milliseconds(duration))
            return
        try:
            self._ask("sleep", ms=milliseconds(duration), claim_token=task.claim.claim_token)
        except TestEngineError as error:
            # The executor hears of it, too: then it knows that nothing of this attempt is wanted any more.
            task.cancelled.wait(_CONNECT_SECONDS)
            raise TaskCancelled(str(error)) from error

    def advance(self, duration: Duration) -> None:
        """Let so much time pass. All that is due on the way happens at its time, and handlers are waited for."""
        self._ask("advance", ms=milliseconds(duration))

    def advance_to(self, moment: datetime | str) -> None:
        """Let time pass up to a moment: a datetime with a timezone, or a text such as `2025-03-30T02:30:00Z`."""
        self._ask("advance_to", moment=moment if isinstance(moment, str) else _text_of(moment, "moment"))

    def settle(self) -> None:
        """Return when all is done that needs no time; handlers are waited for."""
        self._ask("settle")

    def ready(self) -> list[WaitingTask]:
        """What waits for somebody to do it, in the order of offering."""
        return [WaitingTask.of(said) for said in self._ask("ready")]

    def claim(self, flow_id: str | None = None) -> TestClaim | None:
        """Take the next ready task, as an executor would; None where there is none."""
        waiting = [WaitingTask.of(said) for said in self._ask("ready", flow_id=flow_id)]
        if not waiting:
            return None
        queues = list(dict.fromkeys(task.queue for task in waiting))
        polled = self.client.poll_ready_tasks(
            queues, max_tasks=1, flow_id=flow_id, lease_duration=3_600.0, worker_id="test"
        )
        self.settle()
        return TestClaim(self.client, polled.session_id, polled.tasks[0], self.settle) if polled.tasks else None

    def complete(self, task_id: str, result: Any = None) -> TaskCompleteResponse:
        """The one ready task of this id SUCCEEDED. Raises TestEngineError where none is ready, or several are."""
        return self._flow_of(task_id).complete_task(task_id, result)

    def fail(self, task_id: str, failure: Failure | Mapping[str, Any] | Exception) -> TaskCompleteResponse:
        """The attempt of the one ready task of this id failed."""
        return self._flow_of(task_id).fail_task(task_id, failure)

    def stop(self) -> None:
        """End executors and engine: whoever waits for time to pass is told so. To stop it again is harmless."""
        if self._stopped:
            return
        self._stopped = True
        for executor in self._executors:
            # Nobody is to be told an outcome any more: handlers are told to stop, and not waited for.
            executor._held.stop_all(Stop.DRAINING, "the test engine is stopped")
            executor._session.stop()
        self._ask("end")
        for executor in self._executors:
            # One that has ended by itself tells so: nobody asks here any more.
            with suppress(LazyEngineError):
                executor.close()
        self.client.close()

    def __enter__(self) -> TestEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _flow_of(self, task_id: str) -> TestFlow:
        ready = self.ready()
        meant = [task for task in ready if task.task_id == task_id]
        if len(meant) == 1:
            return self.flow(meant[0].flow_id)
        if not meant:
            names = ", ".join(task.task_id for task in ready)
            raise TestEngineError(f"task {task_id} is not ready; ready: {names or 'nothing'}")
        raise TestEngineError(f"task {task_id} is ready in {len(meant)} flows: say it to one of them, flow(id)")

    def _handling(self, what: str, handlers: Mapping[str, Handler]) -> Mapping[str, Handler]:
        wrapped = {kind: self._in_hand_of(handler) for kind, handler in handlers.items()}
        return NamedHandlers(wrapped, lambda kind: partial(self._refuse, what, kind))

    def _in_hand_of(self, handler: Callable[[Task], Any]) -> Callable[[Task], Any]:
        def doing(task: Task) -> Any:
            token = _in_hand.set(task)
            try:
                return handler(task)
            finally:
                _in_hand.reset(token)

        return doing

    def _refuse(self, what: str, kind: str, task: Task) -> None:
        """A test that asks for what it has no handler for is wrong; the task fails for good, so that nothing hangs."""
        message = f"no handler for {what} of type {kind}: task {task.task_id} of flow {task.flow_id} has it"
        self._ask("mistake", message=message)
        raise NonRetryableError(message)


def create_test_engine(
    handlers: Mapping[str, Handler] | None = None,
    *,
    reverts: Mapping[str, Handler] | None = None,
    evaluate: Evaluator | None = None,
    queues: Sequence[str] | None = None,
    max_in_flight: int = 100,
    start_time: datetime | str = "2025-01-01T00:00:00Z",
    seed: int = 1,
    patience: Duration = 10.0,
    namespace: str = "default",
    codec: PayloadCodec | None = None,
) -> TestEngine:
    """An engine with its store in memory, on a clock that stands still until it is told to move.

    `handlers`, `reverts`, `evaluate`, `queues`, `max_in_flight`: as for Executor. `start_time`: what the clock shows at
    first. `seed`: decides what is left to chance, such as the jitter of retries. `patience`: how long handlers may take
    in real time before a test is told that they hang. Engines share one process, which starts with the first of them.
    """
    start = start_time if isinstance(start_time, str) else _text_of(start_time, "start_time")
    begin = {"start_time": start, "seed": seed, "patience_ms": milliseconds(patience)}
    engine = TestEngine(shared_process(), begin, namespace, codec)
    if handlers is not None or reverts is not None or evaluate is not None:
        try:
            engine.work(handlers or {}, reverts=reverts, evaluate=evaluate, queues=queues, max_in_flight=max_in_flight)
        except BaseException:
            engine.stop()
            raise
    return engine


def _text_of(moment: datetime, field: str) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"{field}: expected a datetime with a timezone, got {moment.isoformat()}")
    return moment.isoformat()
