"""TaskFlow flows on LazyEngine: started, stopped, completed and read by uuid, from any process at any time.

Nothing is kept between two calls; what an execution is lives in the server. Each call opens a connection of its own, to
the server that the environment names (LAZYENGINE_ADDRESS and so on, see `client_from_environment`), or uses the
`client` that it is given. `start` and `task_complete` are other names of `run` and `complete_task`.
"""

from __future__ import annotations

try:
    import taskflow as _taskflow  # noqa: F401
except ImportError as _missing:
    raise ImportError("lazyengine.controller needs TaskFlow: pip install 'lazyengine[taskflow]'") from _missing

from lazyengine.controller.executions import complete_task, get_flow_details, get_state, stop, wait
from lazyengine.controller.flow_details import FailureDict, FlowDict, TaskDict
from lazyengine.controller.running import run
from lazyengine.controller.thread_runner import THREADS_QUEUE
from lazyengine.environment import client_from_environment
from lazyengine.taskflow.atom_handler import DEFER_NONE_LABEL
from lazyengine.taskflow.unsupported import UnsupportedFlow
from lazyengine.taskflow.worker import QUEUE, worker

start = run
task_complete = complete_task

__all__ = [
    "DEFER_NONE_LABEL",
    "QUEUE",
    "THREADS_QUEUE",
    "FailureDict",
    "FlowDict",
    "TaskDict",
    "UnsupportedFlow",
    "client_from_environment",
    "complete_task",
    "get_flow_details",
    "get_state",
    "run",
    "start",
    "stop",
    "task_complete",
    "wait",
    "worker",
]
