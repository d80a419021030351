"""What expressions and actions give, as JSON: what JSON does not know becomes what Mistral would store in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mistral import utils

from lazyengine.completion import Decided, Spawn
from lazyengine.decision import Decision, FlowEnd, Plan
from lazyengine.flow_values import Failure
from lazyengine.payload import JSON_CONTENT_TYPE, Payload
from lazyengine.task import Task


def stored(value: Any) -> Payload | None:
    """A value as it is stored: sets are lists, in the same order each time; dates, ids and the like are texts.

    Raises ValueError for what no JSON in UTF-8 can hold: NaN, infinities, lone surrogates, what contains itself.
    """
    if value is None or isinstance(value, Payload):
        return value
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_primitive)
        return Payload(text.encode(), JSON_CONTENT_TYPE)
    except ValueError as error:
        raise ValueError(f"the value cannot be stored as JSON: {error}") from error


def storing(answer: Callable[[Task], Any]) -> Callable[[Task], Any]:
    """The same handler, but that what it answers can be stored."""
    return lambda item: _storable(answer(item))


def _storable(outcome: Any) -> Any:
    if isinstance(outcome, Decision):
        return _decision(outcome)
    if isinstance(outcome, Spawn):
        return replace(outcome, input=stored(outcome.input))
    if not isinstance(outcome, Decided):
        return outcome
    failure, decision = outcome.failure, outcome.decision
    return Decided(
        result=stored(outcome.result),
        failure=replace(failure, details=stored(failure.details)) if isinstance(failure, Failure) else failure,
        decision=_decision(decision) if isinstance(decision, Decision) else decision,
        memo=stored(outcome.memo),
    )


def _decision(decision: Decision) -> Decision:
    """An item of a list may be None, a global variable too: then as the empty payload."""
    plan, end = decision.plan, decision.end
    if isinstance(plan, Plan) and plan.items:
        plan = replace(plan, items=[stored(item) or Payload() for item in plan.items])
    if isinstance(end, FlowEnd):
        end = replace(end, output=stored(end.output))
    globals_ = {name: stored(value) or Payload() for name, value in decision.globals.items()}
    return replace(decision, context=stored(decision.context), globals=globals_, plan=plan, end=end)


def _primitive(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(value, key=lambda one: json.dumps(one, sort_keys=True, default=_primitive))
    return dict(value) if isinstance(value, Mapping) else utils.from_json_str(utils.to_json_str(value))
