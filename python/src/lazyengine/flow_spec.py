"""Definitions as Python values: `FlowSpec("build").task("cc", type="sh").task("test", type="sh", depends_on=["cc"])`.

Durations are seconds or timedeltas. A field left at its default is not sent; what it then means is the server's word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from lazyengine.enums import Controller, EdgeTarget, FailureMode, ItemRetry, JoinKind, OnLost, Outcome, Phase, Unmet

Duration = timedelta | float


@dataclass(slots=True)
class RetryPolicy:
    """When and how often a task is tried again; `max_attempts` counts all tries, the first one included."""

    max_attempts: int
    initial_interval: Duration | None = None
    multiplier: float = 0.0
    max_interval: Duration | None = None
    jitter: float = 0.0
    non_retryable_types: Sequence[str] = ()
    # A CEL expression over `failure` that must hold for another try.
    condition: str = ""


@dataclass(slots=True)
class Repeat:
    """A task that has succeeded runs again, in rounds: until the CEL expression holds, or so many times."""

    until: str = ""
    max_times: int = 0
    delay: Duration | None = None


@dataclass(slots=True)
class Timeouts:
    """How long a task's phases may take; None = no limit."""

    ready_to_claim: Duration | None = None
    run: Duration | None = None
    heartbeat: Duration | None = None
    attempt: Duration | None = None
    total: Duration | None = None


@dataclass(slots=True)
class Dependency:
    """A task that another one waits for, and the outcomes on which it leads there; none = its success."""

    task: str
    on: Sequence[Outcome | str] = ()
    condition: str = ""


@dataclass(slots=True)
class Edge:
    """Where a task leads when it has ended: to another task, or, with a target, to no task at all."""

    to: str | None = None
    target: EdgeTarget | str | None = None
    message: str = ""
    on: Sequence[Outcome | str] = ()
    condition: str = ""


@dataclass(slots=True)
class Join:
    """When a task runs that edges lead to from several tasks; `count` only with AT_LEAST."""

    kind: JoinKind | str | None = None
    count: int = 0
    unmet: Unmet | str | None = None


@dataclass(slots=True)
class Evaluate:
    """Who decides, and when: START and END of a task, FAILURE of a controller, OUTPUT of a flow.

    `queue` is where the work items are offered.
    """

    queue: str
    phases: Sequence[Phase | str] = ()


@dataclass(slots=True)
class ScopeSpec:
    """Tasks whose failures a controller, the task that they begin with, decides about."""

    name: str
    controller: str
    kind: Controller | str
    parent: str = ""
    attempts: int = 0
    revert_all: bool = False


@dataclass(slots=True)
class ForEach:
    """Runs a task once for each item of a list, as `name[0]`, `name[1]` and so on; its result is the list of theirs.

    `literal` is a list, which no codec is applied to; `expression` is CEL and gives one when the task begins; without
    either the plan of a START decision has the items.
    """

    literal: Sequence[Any] | None = None
    expression: str | None = None
    max_parallel: int = 0
    tolerated_failures: int = 0
    retry: ItemRetry | str | None = None


@dataclass(slots=True)
class Noop:
    """Work that is nothing: a point where dependencies meet."""


@dataclass(slots=True)
class TaskSpec:
    """One task of a definition. Exactly one of `type`, `noop`, `flow` and `flow_digest` says what is to be done."""

    name: str
    type: str | None = None
    noop: Noop | None = None
    flow: FlowSpec | None = None
    flow_digest: str | None = None
    queue: str = ""
    input: Any = None
    depends_on: Sequence[str | Dependency] = ()
    retry: RetryPolicy | None = None
    timeouts: Timeouts | None = None
    delay: Duration | None = None
    delay_after: Duration | None = None
    priority: int = 0
    needs_flow_input: bool = False
    reads: Sequence[str] = ()
    on_lost: OnLost = OnLost.UNSPECIFIED
    labels: Mapping[str, str] = field(default_factory=dict)
    next: Sequence[str | Edge] = ()
    join: Join | None = None
    evaluate: Evaluate | None = None
    needs_globals: bool = False
    scope: str = ""
    revert_type: str = ""
    for_each: ForEach | None = None
    dynamic_flow: bool = False
    suspend_parent: bool = False
    repeat: Repeat | None = None
    # CEL expressions whose values make the input, by key.
    bindings: Mapping[str, str] = field(default_factory=dict)
    # At most as many tasks that name it are held at once as its limit says, over all flows and queues.
    concurrency_key: str = ""


@dataclass(slots=True)
class FlowSpec:
    """A definition: what should happen. `task`, `nested` and `noop` add to it and return it, to be chained."""

    name: str = ""
    version: str = ""
    tasks: list[TaskSpec] = field(default_factory=list)
    failure_mode: FailureMode = FailureMode.UNSPECIFIED
    timeout: Duration | None = None
    default_retry: RetryPolicy | None = None
    max_parallel: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    allow_cycles: bool = False
    max_instances: int = 0
    evaluate: Evaluate | None = None
    scopes: Sequence[ScopeSpec] = ()
    defer_reverts: bool = False
    revert_failed: bool = False
    # A CEL expression: what the flow results in.
    output: str = ""

    def task(
        self,
        name: str,
        *,
        type: str,
        depends_on: Sequence[str | Dependency] = (),
        input: Any = None,
        queue: str = "",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        delay: Duration | None = None,
        delay_after: Duration | None = None,
        priority: int = 0,
        needs_flow_input: bool = False,
        reads: Sequence[str] = (),
        on_lost: OnLost = OnLost.UNSPECIFIED,
        labels: Mapping[str, str] | None = None,
        next: Sequence[str | Edge] = (),
        join: Join | None = None,
        evaluate: Evaluate | None = None,
        needs_globals: bool = False,
        scope: str = "",
        revert_type: str = "",
        for_each: ForEach | None = None,
        dynamic_flow: bool = False,
        suspend_parent: bool = False,
        repeat: Repeat | None = None,
        bindings: Mapping[str, str] | None = None,
        concurrency_key: str = "",
    ) -> FlowSpec:
        """Add a task that an executor of `type` does."""
        added = TaskSpec(
            name=name,
            type=type,
            queue=queue,
            input=input,
            depends_on=depends_on,
            retry=retry,
            timeouts=timeouts,
            delay=delay,
            delay_after=delay_after,
            priority=priority,
            needs_flow_input=needs_flow_input,
            reads=reads,
            on_lost=on_lost,
            labels=labels or {},
            next=next,
            join=join,
            evaluate=evaluate,
            needs_globals=needs_globals,
            scope=scope,
            revert_type=revert_type,
            for_each=for_each,
            dynamic_flow=dynamic_flow,
            suspend_parent=suspend_parent,
            repeat=repeat,
            bindings=bindings or {},
            concurrency_key=concurrency_key,
        )
        return self._add(added)

    def _add(self, task: TaskSpec) -> FlowSpec:
        self.tasks.append(task)
        return self

    def noop(
        self,
        name: str,
        *,
        depends_on: Sequence[str | Dependency] = (),
        next: Sequence[str | Edge] = (),
        join: Join | None = None,
        scope: str = "",
    ) -> FlowSpec:
        """Add a task without work, done as soon as its turn comes."""
        return self._add(TaskSpec(name=name, noop=Noop(), depends_on=depends_on, next=next, join=join, scope=scope))

    def nested(
        self,
        name: str,
        flow: FlowSpec | str,
        *,
        depends_on: Sequence[str | Dependency] = (),
        input: Any = None,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        next: Sequence[str | Edge] = (),
        join: Join | None = None,
        suspend_parent: bool = False,
    ) -> FlowSpec:
        """Add a task that runs as a flow of its own: of this definition, or of the stored one with this digest."""
        self.tasks.append(
            TaskSpec(
                name=name,
                flow=None if isinstance(flow, str) else flow,
                flow_digest=flow if isinstance(flow, str) else None,
                input=input,
                depends_on=depends_on,
                retry=retry,
                timeouts=timeouts,
                next=next,
                join=join,
                suspend_parent=suspend_parent,
            )
        )
        return self
