"""Load: one workflow of tasks that do nothing, by Mistral in this process, or by LazyEngine and a runner in this process.

Neither is timed while the collector of garbage goes through all modules for the first time, as in a process that has run for
a while.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from oslo_service.backend import BackendType, init_backend

init_backend(BackendType.THREADING)

_LOOK_SECONDS = 0.02
# Where the tests have what sets up Mistral in one process.
_PYTHON = Path(__file__).parents[3] / "python"


def text_of(shape: str, size: int) -> str:
    """A chain, tasks that wait for nothing with a join of them all, or one task for each item of a list."""
    tasks: dict[str, dict[str, Any]] = {}
    if shape == "chain":
        for n in range(size):
            tasks[f"t{n}"] = {
                "action": "std.noop",
                **({"on-success": [f"t{n + 1}"]} if n + 1 < size else {}),
            }
    elif shape == "join":
        tasks = {
            f"t{n}": {"action": "std.noop", "on-success": ["all"]} for n in range(size)
        }
        tasks["all"] = {"action": "std.noop", "join": "all"}
    elif shape == "items":
        tasks["each"] = {
            "with-items": f"i in {list(range(size))}",
            "action": "std.noop",
        }
    return json.dumps({"version": "2.0", shape: {"tasks": tasks}})


def mistral_start(
    text: str, shape: str
) -> tuple[Callable[[], None], Callable[[], str]]:
    """What starts the workflow, and what tells its state."""
    sys.path.insert(0, str(_PYTHON))
    from mistral.db.v2 import api as db
    from mistral.rpc import clients
    from mistral.services import workflows
    from mistral_suite.in_context import work_in_context
    from mistral_suite.one_process import configure, serve

    configure()
    serve()
    work_in_context()
    workflows.create_workflows(text, validate=False)
    started: list[str] = []

    def start() -> None:
        started.append(
            clients.get_engine_client().start_workflow(shape, "", None, {}, "")["id"]
        )

    def state() -> str:
        with db.transaction(read_only=True):
            return str(db.get_workflow_execution(started[0]).state)

    return start, state


def timed_on_mistral(text: str, shape: str) -> float:
    """The seconds of a run."""
    start, state = mistral_start(text, shape)
    gc.freeze()
    before = time.perf_counter()
    start()
    while (now := state()) == "RUNNING":
        time.sleep(_LOOK_SECONDS)
    return checked(now, before)


def timed_on_lazyengine(text: str, shape: str, address: str) -> float:
    """The seconds of a run; a runner waits for it already, as an executor of Mistral does."""
    from lazyengine import Client
    from lazyengine.mistral.document import parse
    from lazyengine.mistral.library import start_workflow
    from lazyengine.mistral.runner import runner
    from lazyengine.mistral.task_results import flow_state
    from lazyengine.rest import wait_for_rest

    document = parse(text, False)
    with Client(address) as client, runner(client, max_in_flight=64) as working:
        working.wait_ready()
        gc.freeze()
        before = time.perf_counter()
        state = wait_for_rest(client, start_workflow(client, document, shape), None)
        return checked(flow_state(state), before)


def checked(state: str, before: float) -> float:
    """The seconds since then, of what has succeeded."""
    seconds = time.perf_counter() - before
    if state != "SUCCESS":
        raise SystemExit(f"the workflow is {state}")
    return seconds


def main(shape: str, size: int, address: str | None = None) -> None:
    """Run a workflow and print how many tasks, or items, there were in a second of the whole run."""
    text = text_of(shape, size)
    seconds = (
        timed_on_mistral(text, shape)
        if address is None
        else timed_on_lazyengine(text, shape, address)
    )
    print(json.dumps({"perSecond": size / seconds}), flush=True)
    # Threads of Mistral's would hold the process.
    os._exit(0)


main(**json.loads(sys.argv[1]))
