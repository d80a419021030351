"""The enums of the contract, as strings without their prefix: `FlowState.SUCCEEDED == "SUCCEEDED"`.

`UNSPECIFIED` stands for "not said", and for a value of a newer server that this version does not know.
"""

from enum import Enum


class ContractEnum(str, Enum):
    """A contract enum; prints as its bare name."""

    def __str__(self) -> str:
        return str(self.value)


class FlowState(ContractEnum):
    """Where a flow stands."""

    UNSPECIFIED = "UNSPECIFIED"
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUSPENDING = "SUSPENDING"
    SUSPENDED = "SUSPENDED"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"
    REVERTING = "REVERTING"
    REVERTED = "REVERTED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"

    @property
    def ended(self) -> bool:
        """True where nothing starts any more."""
        return self in _ENDED_FLOW_STATES


_ENDED_FLOW_STATES = frozenset({FlowState.CANCELLED, FlowState.REVERTED, FlowState.SUCCEEDED, FlowState.FAILED})


class TaskState(ContractEnum):
    """Where a task stands."""

    UNSPECIFIED = "UNSPECIFIED"
    PENDING = "PENDING"
    DELAYED = "DELAYED"
    READY = "READY"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    CANCELLED = "CANCELLED"
    REVERTING = "REVERTING"
    REVERTED = "REVERTED"
    REVERT_FAILED = "REVERT_FAILED"
    RETRYING = "RETRYING"


class Intent(ContractEnum):
    """What should happen to a task, beside its state, which says what happened."""

    UNSPECIFIED = "UNSPECIFIED"
    EXECUTE = "EXECUTE"
    REVERT = "REVERT"
    RETRY = "RETRY"
    SKIP = "SKIP"


class WorkKind(ContractEnum):
    """What an executor is asked to do with a task."""

    UNSPECIFIED = "UNSPECIFIED"
    EXECUTE = "EXECUTE"
    REVERT = "REVERT"
    EVALUATE = "EVALUATE"


class AttemptEnd(ContractEnum):
    """How an attempt, and with it a claim, ended."""

    UNSPECIFIED = "UNSPECIFIED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    TIMEOUT = "TIMEOUT"
    LEASE_LOST = "LEASE_LOST"
    RELEASED = "RELEASED"


class FlowView(ContractEnum):
    """How much of a flow an answer shows."""

    UNSPECIFIED = "UNSPECIFIED"
    SUMMARY = "SUMMARY"
    TASKS = "TASKS"
    FULL = "FULL"


class ResponseDetail(ContractEnum):
    """How much the answer to a completion holds."""

    UNSPECIFIED = "UNSPECIFIED"
    MINIMAL = "MINIMAL"
    FULL = "FULL"


class FailureMode(ContractEnum):
    """What a failed task does to the rest of its flow."""

    UNSPECIFIED = "UNSPECIFIED"
    CONTINUE = "CONTINUE"
    STOP = "STOP"
    REVERT = "REVERT"


class Controller(ContractEnum):
    """How the controller of a scope decides about a failure."""

    UNSPECIFIED = "UNSPECIFIED"
    ALWAYS_REVERT = "ALWAYS_REVERT"
    ALWAYS_REVERT_ALL = "ALWAYS_REVERT_ALL"
    TIMES = "TIMES"
    CUSTOM = "CUSTOM"


class OnLost(ContractEnum):
    """What happens to a claimed task whose session was lost."""

    UNSPECIFIED = "UNSPECIFIED"
    REDELIVER = "REDELIVER"
    FAIL = "FAIL"


class Outcome(ContractEnum):
    """What became of a task, as edges see it; COMPLETION is SUCCESS or FAILURE."""

    UNSPECIFIED = "UNSPECIFIED"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    COMPLETION = "COMPLETION"
    SKIP = "SKIP"


class EdgeTarget(ContractEnum):
    """What an edge does that leads to no task."""

    UNSPECIFIED = "UNSPECIFIED"
    FAIL = "FAIL"
    SUCCEED = "SUCCEED"
    PAUSE = "PAUSE"
    NOOP = "NOOP"


class JoinKind(ContractEnum):
    """How many tasks must have led to a join."""

    UNSPECIFIED = "UNSPECIFIED"
    ALL = "ALL"
    ANY = "ANY"
    AT_LEAST = "AT_LEAST"


class Unmet(ContractEnum):
    """What becomes of a task whose join can no longer be satisfied."""

    UNSPECIFIED = "UNSPECIFIED"
    FAIL = "FAIL"
    SKIP = "SKIP"


class Phase(ContractEnum):
    """When a decision is asked for."""

    UNSPECIFIED = "UNSPECIFIED"
    START = "START"
    END = "END"
    FAILURE = "FAILURE"
    OUTPUT = "OUTPUT"


class Verdict(ContractEnum):
    """What becomes of a task by a decision about it."""

    UNSPECIFIED = "UNSPECIFIED"
    SUCCEED = "SUCCEED"
    FAIL = "FAIL"
    RETRY = "RETRY"
    SKIP = "SKIP"
    REVERT = "REVERT"
    REVERT_ALL = "REVERT_ALL"


class ItemRetry(ContractEnum):
    """What a further try of a task runs again that runs for each item of a list."""

    UNSPECIFIED = "UNSPECIFIED"
    FAILED_ITEMS = "FAILED_ITEMS"
    ALL_ITEMS = "ALL_ITEMS"


class InFlight(ContractEnum):
    """What becomes of ready and running tasks when their flow is ended."""

    UNSPECIFIED = "UNSPECIFIED"
    LEAVE = "LEAVE"
    CANCEL = "CANCEL"


class ConflictPolicy(ContractEnum):
    """What Run does where the flow_id is taken."""

    UNSPECIFIED = "UNSPECIFIED"
    FAIL = "FAIL"
    RETURN_EXISTING = "RETURN_EXISTING"
    REPLACE = "REPLACE"


class WatchMode(ContractEnum):
    """Whether a stream of ready tasks claims them or only shows them."""

    UNSPECIFIED = "UNSPECIFIED"
    CLAIM = "CLAIM"
    OBSERVE = "OBSERVE"


class TaskReasonKind(ContractEnum):
    """The reasons why tasks stand where they do."""

    UNSPECIFIED = "UNSPECIFIED"
    FLOW_NOT_STARTED = "FLOW_NOT_STARTED"
    FLOW_SUSPENDED = "FLOW_SUSPENDED"
    FLOW_PAUSED = "FLOW_PAUSED"
    FLOW_CANCELLING = "FLOW_CANCELLING"
    FLOW_STOPPING = "FLOW_STOPPING"
    FLOW_ENDED = "FLOW_ENDED"
    WAITS_FOR_TASKS = "WAITS_FOR_TASKS"
    WAITS_FOR_TRIGGER = "WAITS_FOR_TRIGGER"
    DOOMED = "DOOMED"
    DELAYED = "DELAYED"
    RETRY_DUE = "RETRY_DUE"
    RELEASED = "RELEASED"
    OUTCOME_DELAYED = "OUTCOME_DELAYED"
    MAX_PARALLEL = "MAX_PARALLEL"
    NO_EXECUTOR = "NO_EXECUTOR"
    NO_CREDIT = "NO_CREDIT"
    OFFERED = "OFFERED"
    CLAIMED = "CLAIMED"
    DEFERRED = "DEFERRED"
    RUNS_AS_FLOW = "RUNS_AS_FLOW"
    PAUSED = "PAUSED"
    BEGINS_FLOW = "BEGINS_FLOW"
    LED_TO = "LED_TO"
    COMPLETED = "COMPLETED"
    UPSTREAM = "UPSTREAM"
    STOPPED = "STOPPED"
    ENDED = "ENDED"
    JOIN_UNREACHABLE = "JOIN_UNREACHABLE"
    CANCELLED = "CANCELLED"
    TO_BE_REVERTED = "TO_BE_REVERTED"
    WAITS_FOR_ITEMS = "WAITS_FOR_ITEMS"
    WAITS_FOR_TURN = "WAITS_FOR_TURN"
    QUEUE_PAUSED = "QUEUE_PAUSED"
    CONCURRENCY_LIMIT = "CONCURRENCY_LIMIT"
    RATE_LIMIT = "RATE_LIMIT"
    CONCURRENCY_KEY = "CONCURRENCY_KEY"


class SlotState(ContractEnum):
    """What is known of a task that may lead to another: not ended, has led there, or has ended without."""

    UNSPECIFIED = "UNSPECIFIED"
    OPEN = "OPEN"
    FIRED = "FIRED"
    DEAD = "DEAD"


class SimulatedOutcome(ContractEnum):
    """What becomes of the tries of a task in a simulation."""

    UNSPECIFIED = "UNSPECIFIED"
    SUCCEED = "SUCCEED"
    FAIL = "FAIL"


class SimulationEnd(ContractEnum):
    """How a simulation ended."""

    UNSPECIFIED = "UNSPECIFIED"
    ENDED = "ENDED"
    STEPS_SPENT = "STEPS_SPENT"
    STANDSTILL = "STANDSTILL"
