"""The asyncio client and executor: the calls, values, errors, repeats and deadlines of `lazyengine`, awaited.

What `lazyengine` has beside them (FlowSpec, Payload, LazyEngineError …) serves here, too.
"""

from lazyengine.aio.app import App, TaskFunction, TaskResult
from lazyengine.aio.client import Client
from lazyengine.aio.execute_stream import ExecuteStream
from lazyengine.aio.executor import Executor
from lazyengine.aio.flow_handle import FlowHandle
from lazyengine.aio.flow_watch import FlowWatch
from lazyengine.aio.ready_task_watch import ReadyTaskWatch
from lazyengine.aio.task import Task

__all__ = [
    "App",
    "Client",
    "ExecuteStream",
    "Executor",
    "FlowHandle",
    "FlowWatch",
    "ReadyTaskWatch",
    "Task",
    "TaskFunction",
    "TaskResult",
]
