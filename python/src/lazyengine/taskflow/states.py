"""The server's states under TaskFlow's names."""

from __future__ import annotations

from taskflow import states

from lazyengine.enums import FlowState, Intent, TaskState

_FLOW_STATES = {
    FlowState.PENDING: states.PENDING,
    FlowState.RUNNING: states.RUNNING,
    FlowState.SUSPENDING: states.SUSPENDING,
    FlowState.SUSPENDED: states.SUSPENDED,
    # TaskFlow cannot cancel: what is being cancelled still runs, and then has failed.
    FlowState.CANCELLING: states.RUNNING,
    FlowState.CANCELLED: states.FAILURE,
    # A flow that is being reverted is RUNNING there, too.
    FlowState.REVERTING: states.RUNNING,
    FlowState.REVERTED: states.REVERTED,
    FlowState.SUCCEEDED: states.SUCCESS,
    FlowState.FAILED: states.FAILURE,
}

_TASK_STATES = {
    TaskState.PENDING: states.PENDING,
    TaskState.DELAYED: states.PENDING,
    TaskState.READY: states.PENDING,
    TaskState.RUNNING: states.RUNNING,
    TaskState.PAUSED: states.RUNNING,
    TaskState.SUCCEEDED: states.SUCCESS,
    TaskState.FAILED: states.FAILURE,
    TaskState.SKIPPED: states.IGNORE,
    TaskState.CANCELLED: states.FAILURE,
    TaskState.REVERTING: states.REVERTING,
    TaskState.REVERTED: states.REVERTED,
    TaskState.REVERT_FAILED: states.REVERT_FAILURE,
    TaskState.RETRYING: states.RETRYING,
}

_INTENTIONS = {
    Intent.EXECUTE: states.EXECUTE,
    Intent.REVERT: states.REVERT,
    Intent.RETRY: states.RETRY,
    Intent.SKIP: states.IGNORE,
}


def flow_state(state: FlowState) -> str:
    """A flow's state as TaskFlow has it. KeyError for one that this version does not know."""
    return str(_FLOW_STATES[state])


def task_state(state: TaskState) -> str:
    """A task's state as TaskFlow has it. KeyError for one that this version does not know."""
    return str(_TASK_STATES[state])


def intention(intent: Intent) -> str:
    """A task's intention as TaskFlow has it; EXECUTE where nothing else is said."""
    return str(_INTENTIONS.get(intent, states.EXECUTE))
