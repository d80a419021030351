"""The plan of answers: what an action gives at each of its calls, the same whichever engine calls it."""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Job = Mapping[str, Any]

_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|0x[0-9a-f]{6,}")
_ACTION_IDS = re.compile(r"action_ex_id=[^,\]]+")
_FAILURES = re.compile(
    r"^(Failure caused by|Failed to|task \S+ failed|Can not evaluate|Workflow |Wrong (dynamic )?input ).*", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`kind`: success, error, later (asynchronous, successful a moment after it began), held (till a step ends it)."""

    kind: str
    value: Any = None


class Plan:
    """`answers`: by action, or action:item, one answer for each call in turn, the last one for all that follow.

    With `seed` every other call is answered by chance; `fail` is the action whose first call fails, wherever it is
    called. `values` are what an action gives when it succeeds. Without either a call gives its input `value`. An answer
    by chance follows from the caller, which is the way of tasks that leads to the call, and from how often that has
    called: not from the order in which callers do.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._answers: Mapping[str, list[Any]] = data.get("answers") or {}
        self._values: Mapping[str, Any] = data.get("values") or {}
        self._seed: int | None = data.get("seed")
        self._fail: str | None = data.get("fail")
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._by_caller: Counter[str] = Counter()
        self._events: list[tuple[str, str]] = []

    def answers(self, action: str) -> bool:
        """Whether the plan answers this action; otherwise what Mistral brings along runs for real."""
        return not action.startswith("std.") or action in self._answers or self._seed is not None

    def may_defer(self, action: str) -> bool:
        """Whether some answer of this action comes later."""
        ours = [kept for key, kept in self._answers.items() if key.partition(":")[0] == action]
        return any(_answer(one).kind in ("later", "held") for answers in ours for one in answers)

    @property
    def asks_caller(self) -> bool:
        """Whether an answer follows from who calls."""
        return self._seed is not None

    def draw(self, action: str, values: Mapping[str, Any], caller: str = "") -> Answer:
        """The answer to the next call of this action with this input; `caller` such as "call[1] > poll"."""
        call, ours = f"{action} {canonical(values)}", f"{caller} {action}"
        with self._lock:
            self._calls[call] += 1
            self._by_caller[ours] += 1
            counts = self._calls[call], self._by_caller[ours]
            self._events.append((action, "start"))
        answer = self._by_chance(action, ours, counts[1]) or self._planned(action, values, counts[0])
        if answer.kind != "held":
            self.ended(action)
        return answer

    def ended(self, action: str) -> None:
        """Note that a call of this action has got its result."""
        with self._lock:
            self._events.append((action, "end"))

    def calls(self) -> dict[str, int]:
        """How often each action was called with each input."""
        with self._lock:
            return dict(sorted(self._calls.items()))

    def events(self) -> list[tuple[str, str]]:
        """Starts and ends of calls, in the order in which they came."""
        with self._lock:
            return list(self._events)

    def _planned(self, action: str, values: Mapping[str, Any], count: int) -> Answer:
        for key in (f"{action}:{values.get('value')}", action):
            if key in self._answers:
                answers = self._answers[key]
                return _answer(answers[min(count, len(answers)) - 1])
        return Answer("success", values.get("value"))

    def _by_chance(self, action: str, caller: str, count: int) -> Answer | None:
        if self._seed is None:
            return None
        if action == self._fail and count == 1:
            return Answer("error", f"{action} was to fail")
        if self._seed > 0 and _chance(f"{self._seed} {caller} {count}").random() < 0.15:
            return Answer("error", f"{action} failed by chance")
        return Answer("success", self._values.get(action))


def canonical(value: Any) -> str:
    """A value as text, without what differs from run to run."""
    return json.dumps(without_ids(value), sort_keys=True, default=str)


def without_ids(value: Any) -> Any:
    """A value without what differs from run to run, and without Mistral's own sentences about a failure."""
    if isinstance(value, Mapping):
        return {str(key): without_ids(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_ids(inner) for inner in value]
    if isinstance(value, str):
        return _ACTION_IDS.sub("action_ex_id=<id>", _IDS.sub("<id>", _FAILURES.sub("<failure>", value)))
    return value


def _answer(told: Any) -> Answer:
    if isinstance(told, str):
        return Answer(told)
    ((kind, value),) = told.items()
    return Answer(kind, value)


def _chance(text: str) -> random.Random:
    return random.Random(hashlib.sha256(text.encode()).digest())
