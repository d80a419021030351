"""What is done to a workflow while it runs, in the same steps for both engines."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from mistral_suite.plan import Job

ENDED = ("SUCCESS", "ERROR", "CANCELLED")
_STEP_SECONDS = 60.0
_LINGER_SECONDS = 1.0
_LOOK_SECONDS = 0.1


class Running(Protocol):
    """A workflow that an engine is running."""

    def flow_state(self) -> str:
        """Its state."""

    def task_states(self) -> Sequence[tuple[str, str, int]]:
        """Name, state and runs of each task execution that there is."""

    def held(self, action: str) -> bool:
        """Whether a call of this action waits for its result."""

    def complete(self, action: str, kind: str, value: Any) -> None:
        """Give the oldest waiting call of this action its result: success, error or cancelled."""

    def pause(self) -> None:
        """Begin no further task."""

    def resume(self, env: Mapping[str, Any] | None) -> None:
        """Go on."""

    def stop(self, state: str, message: str) -> None:
        """End it in this state."""

    def rerun(self, task: str, *, reset: bool, skip: bool) -> None:
        """Run the task again that failed, or pass over it."""


def take(running: Running, steps: Sequence[Mapping[str, Any] | str]) -> None:
    """Take the steps in turn. Raises AssertionError where what a step waits for does not come."""
    for step in steps:
        name, told = (step, None) if isinstance(step, str) else next(iter(step.items()))
        _STEPS[name](running, told)


def rest(running: Running, job: Job) -> None:
    """Wait until nothing more is to come: `until` a state, `settle` seconds, or the end, also of tasks that still run.

    At most `timeout` seconds for the end, and `linger` seconds for those tasks.
    """
    if job.get("settle") is not None:
        time.sleep(job["settle"])
        return
    ended = (job["until"],) if job.get("until") else ENDED
    wait_until(f"one of {ended}", lambda: running.flow_state() in ended, float(job.get("timeout", _STEP_SECONDS)))
    deadline = time.monotonic() + float(job.get("linger", _LINGER_SECONDS))
    while time.monotonic() < deadline and any(state == "RUNNING" for _, state, _ in running.task_states()):
        time.sleep(_LOOK_SECONDS)


def wait_until(what: str, holds: Callable[[], bool], seconds: float = _STEP_SECONDS) -> None:
    """Wait for something to come true. Raises AssertionError where it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(_LOOK_SECONDS)


def _await(running: Running, told: Mapping[str, Any]) -> None:
    """`flow: STATE`, or `task: name` with `state`, `runs`, `count` (of its executions)."""
    if "flow" in told:
        wait_until(f"flow {told['flow']}", lambda: running.flow_state() == told["flow"])
        return

    def matches() -> bool:
        found = [
            one
            for one in running.task_states()
            if one[0] == told["task"] and told.get("state", one[1]) == one[1] and told.get("runs", one[2]) == one[2]
        ]
        return len(found) >= int(told.get("count", 1))

    wait_until(f"task {told}", matches)


def _complete(running: Running, told: Mapping[str, Any]) -> None:
    ((action, result),) = told.items()
    wait_until(f"{action} waits for its result", lambda: running.held(action))
    ((kind, value),) = result.items()
    running.complete(action, kind, value)


def _rerun(running: Running, told: Mapping[str, Any]) -> None:
    running.rerun(told["task"], reset=told.get("reset", True), skip=False)


_STEPS: Mapping[str, Callable[[Running, Any], None]] = {
    "await": _await,
    "held": lambda running, action: wait_until(f"{action} was called", lambda: running.held(action)),
    "complete": _complete,
    "pause": lambda running, _: running.pause(),
    "resume": lambda running, env: running.resume(env),
    "stop": lambda running, told: running.stop(told["state"], told.get("message", "")),
    "rerun": _rerun,
    "skip": lambda running, task: running.rerun(task, reset=False, skip=True),
}
