"""What becomes of a task of a workflow that has ended: what it publishes, whether it is tried again, where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mistral import exceptions, expressions
from mistral_lib import exceptions as lib_exceptions

from lazyengine.cut_text import cut
from lazyengine.decision import Decision, FiredEdge, FlowEnd
from lazyengine.enums import FlowState, Verdict
from lazyengine.mistral import contexts
from lazyengine.mistral.task_rules import ENGINE_COMMANDS, is_direct, policy, transitions
from lazyengine.mistral.task_work import TaskWork

#: What Mistral fails a workflow for where it is raised about one of its tasks.
MISTRAL_ERRORS = (exceptions.MistralException, lib_exceptions.MistralException)

#: Of what a decision says, for people.
MESSAGE_BYTES = 1_024


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task has ended, in Mistral's words. `result` is only asked for where an expression needs it.

    `has_run`: not of a join that cannot be reached, of which there is nothing to try again.
    """

    state: str
    state_info: str | None = None
    result: Callable[[], Any] = list
    has_run: bool = True


@dataclass(frozen=True, slots=True)
class Ending:
    """What is decided about it, and what is kept for its next try."""

    decision: Decision
    memo: Mapping[str, Any] | None = None


def decide_end(work: TaskWork, ended: Ended) -> Ending:
    """The decision about a task that has SUCCESS, ERROR or is SKIPPED."""
    try:
        with work.evaluating():
            return _decide(work, ended)
    except MISTRAL_ERRORS as error:
        decision = fail_workflow(work, str(error), is_skipped=ended.state == "SKIPPED")
        if ended.state == "SUCCESS":
            decision.context["result"] = ended.result()
        return Ending(decision)


def fail_workflow(work: TaskWork, message: str, *, is_skipped: bool = False) -> Decision:
    """The task and the workflow fail at once, whatever clauses say: an expression or an input is wrong."""
    return Decision(
        verdict=Verdict.SKIP if is_skipped else Verdict.FAIL,
        fires_none=True,
        message=cut(message, MESSAGE_BYTES),
        context=contexts.stored(work.inbound, {}),
        end=FlowEnd(FlowState.FAILED, message=cut(message, MESSAGE_BYTES)),
    )


def _decide(work: TaskWork, ended: Ended) -> Ending:
    state = ended.state
    current = work.current
    current.state, current.state_info, current.result = state, ended.state_info, ended.result
    published, globals_ = _publish(work, state)
    work.scope.workflow_context.update(globals_)
    context = contexts.stored(work.inbound, published)
    decision = Decision(context=context, globals=globals_, drop_result=not work.spec.get_keep_result())
    if state == "SUCCESS" and work.policy("fail_on", "boolean"):
        state = "ERROR"
        decision.message = "Failed by 'fail-on' policy"
    if state != "SKIPPED" and ended.has_run:
        retry = _retry(work, state, context["outbound"])
        if retry is not None:
            decision.verdict, decision.delay, decision.drop_result = Verdict.RETRY, retry[1], False
            memo = {"inbound": work.inbound, "retry_no": retry[0], "tries": work.item.claim.tries + 1}
            return Ending(decision, memo)
    current.state = state
    decision.verdict = {"SUCCESS": Verdict.SUCCEED, "ERROR": Verdict.FAIL, "SKIPPED": Verdict.SKIP}[state]
    decision.drop_result = decision.drop_result and state == "SUCCESS"
    if state != ended.state and work.spec.get_keep_result():
        # What failed over its result has none, for the server.
        context["result"] = ended.result()
    if is_direct(work.workflow):
        decision.fired = _fired(work, state, context["outbound"])
        decision.fires_none = not decision.fired
    return Ending(decision)


def _publish(work: TaskWork, state: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What goes into the branch's context, and what into the flow's globals."""
    spec = work.spec.get_publish(state)
    if spec is None:
        return {}, {}
    view = work.scope.publish_view()
    branch = expressions.evaluate_recursively(spec.get_branch(), view)
    globals_ = expressions.evaluate_recursively(spec.get_global(), view)
    return branch or {}, globals_ or {}


def _retry(work: TaskWork, state: str, outbound: Mapping[str, Any]) -> tuple[int, int] | None:
    """The number of the next retry and the seconds until then; None = the task is not tried again."""
    retry = policy(work.workflow, work.spec, "retry")
    if retry is None:
        return None
    count = work.checked(retry.get_count(), "integer", "retry count")
    delay: int = work.checked(retry.get_delay(), "integer", "retry delay")
    if count == 0:
        return None
    view = work.scope.view(outbound)
    continues = expressions.evaluate(retry.get_continue_on(), view)
    breaks = expressions.evaluate(retry.get_break_on(), view)
    if state == "SUCCESS" and not retry.get_continue_on():
        return None
    if (retry.get_continue_on() and not continues) or (state == "ERROR" and breaks):
        return None
    # A task that was run again by a caller has more tries behind it than its last retry has left.
    memo = work.memo
    done = memo["retry_no"] if memo.get("tries") == work.item.claim.tries else 0
    return (done + 1, delay) if done < count else None


def _fired(work: TaskWork, state: str, outbound: Mapping[str, Any]) -> list[FiredEdge]:
    """The edges that fire, in the order of Mistral's clauses."""
    view = work.scope.outbound_view(outbound)
    if state == "SKIPPED":
        return _fired_by(work, "on-skip", view) or _fired_by(work, "on-success", view)
    first = "on-success" if state == "SUCCESS" else "on-error"
    return [*_fired_by(work, first, view), *_fired_by(work, "on-complete", view)]


def _fired_by(work: TaskWork, clause: str, view: Any) -> list[FiredEdge]:
    return [
        FiredEdge(index, _message(transition.to, transition.parameters, view))
        for index, transition in enumerate(transitions(work.workflow, work.item.name))
        if transition.clause == clause and (not transition.guard or expressions.evaluate(transition.guard, view))
    ]


def _message(to: str, parameters: Any, view: Any) -> str:
    if not parameters:
        return ""
    evaluated = expressions.evaluate_recursively(parameters, view)
    if to not in ENGINE_COMMANDS or to == "noop":
        return ""
    message = (evaluated or {}).get("msg")
    return "" if message is None else cut(str(message), MESSAGE_BYTES)
