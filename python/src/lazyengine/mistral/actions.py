"""Actions: found as Mistral finds them, the ad-hoc ones of the text first, and run by Mistral's own executor."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from functools import cache
from typing import Any

from mistral import context as mistral_context
from mistral import exceptions, expressions
from mistral.actions.legacy import LegacyActionProvider
from mistral.executors.default_executor import DefaultExecutor
from mistral.workflow import data_flow
from mistral_lib import actions as lib
from mistral_lib import exceptions as lib_exceptions
from mistral_lib import utils

from lazyengine.cut_text import text_of
from lazyengine.mistral.document import Document
from lazyengine.mistral.stored_definitions import find_action

_log = logging.getLogger("lazyengine.mistral")

_TOLD = (exceptions.MistralException, lib_exceptions.MistralException)


@dataclass(frozen=True, slots=True)
class Call:
    """An action that is to be run: the one that an ad-hoc action comes down to, with the input for that."""

    name: str
    input: Mapping[str, Any]
    # The `output` of the ad-hoc actions around it, the innermost first.
    outputs: Sequence[Any] = ()

    def converted(self, result: Any) -> Any:
        """What the ad-hoc actions make of a result. Raises Mistral's exceptions where they cannot."""
        for output in self.outputs:
            if output is not None:
                result = expressions.evaluate_recursively(output, result)
        return result


def call_of(document: Document, name: str, values: Mapping[str, Any], view: Any) -> Call:
    """The call that a task asks for; `view`: where the input of base actions is looked up, too.

    Raises ActionException, which fails the workflow, where the input does not fit an ad-hoc action, and
    InvalidActionException where those lead in a circle or their own expressions are wrong.
    """
    outputs: list[Any] = []
    seen: set[str] = set()
    given = dict(values)
    while (spec := document.action(name)) is not None:
        if not seen:
            _check_input(name, spec.get_input(), given)
        if name in seen:
            raise exceptions.InvalidActionException(f"Found a cycle in an ad-hoc action chain [action_name={name}]")
        seen.add(name)
        given = _base_input(name, spec, given, view)
        outputs.append(spec.get_output())
        name = spec.get_base()
    return Call(name, given, tuple(reversed(outputs)))


def _check_input(name: str, declared: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    missing = [key for key, default in declared.items() if default is utils.NotDefined and key not in given]
    unexpected = [key for key in given if key not in declared]
    if missing or unexpected:
        raise lib_exceptions.ActionException(f"Invalid input [name={name}, missing={missing}, unexpected={unexpected}]")


def _base_input(name: str, spec: Any, given: dict[str, Any], view: Any) -> dict[str, Any]:
    declared = {key: copy.deepcopy(value) for key, value in spec.get_input().items()}
    try:
        base: dict[str, Any] = expressions.evaluate_recursively(
            spec.get_base_input(), data_flow.ContextView({**declared, **given}, view)
        )
    except Exception as error:
        raise exceptions.InvalidActionException(f"Failed to instantiate an action [action_desc={name}]") from error
    return base


def instantiate(call: Call, view: Any, definition: Mapping[str, Any] | None = None) -> Any:
    """The action object. Raises Mistral's exceptions where there is no such action, or its input does not fit."""
    descriptor = find(call.name, definition)
    values = dict(call.input)
    if not call.outputs:
        descriptor.check_parameters(values)
    try:
        return descriptor.instantiate(values, view)
    except Exception as error:
        message = f"Failed to instantiate an action [action_desc={descriptor}]"
        raise exceptions.InvalidActionException(message) from error


def find(name: str, definition: Mapping[str, Any] | None = None) -> Any:
    """The descriptor of an action that is installed; of a stored definition's by all of Mistral's providers.

    Raises MistralException, as Mistral does, where there is none.
    """
    namespace = definition["namespace"] if definition else ""
    descriptor = find_action(name, namespace) if definition else _provider().find(name)
    if descriptor is None:
        raise exceptions.MistralException(f"Failed to find action [action_name={name}, namespace={namespace}]")
    return descriptor


def run(action: Any, safe_rerun: bool, execution: Mapping[str, Any], timeout: float | None) -> lib.Result | None:
    """Run an action by Mistral's executor; None = it is asynchronous, somebody else brings its result."""
    if not mistral_context.has_ctx():
        mistral_context.set_ctx(mistral_context.MistralContext(is_admin=True))
    # Without an id of its own the executor returns the result, and tells no engine.
    result = _executor.run_action(action, None, safe_rerun, dict(execution), timeout=timeout)
    return result if action.is_sync() or result.is_error() else None


def load() -> None:
    """Load what is installed now, and not when the first action is run."""
    _provider()


@cache
def _provider() -> LegacyActionProvider:
    return LegacyActionProvider()


class _Executor(DefaultExecutor):  # type: ignore[misc]
    """Mistral's own, but that it looks for no engine: there is none to be told anything."""

    def __init__(self) -> None:
        self._engine_client = None

    def _do_run_action(
        self, action: Any, action_ex_id: None, exec_ctx: Any, redelivered: bool, safe_rerun: bool, timeout: float | None
    ) -> lib.Result:
        """What has no limit is run on this thread; Mistral starts one for each action, since it may give one up.

        What the action sees is the same: the thread's context of Mistral, and none of what is set around it here.
        """
        if timeout is not None or redelivered:
            given = (action, action_ex_id, exec_ctx, redelivered, safe_rerun, timeout)
            try:
                limited: lib.Result = super()._do_run_action(*given)
            except Exception as error:
                # Mistral cannot say what the action raised.
                return lib.Result(error=_raised(action, action_ex_id, error))
            return limited
        before = mistral_context.ctx()
        try:
            told = mistral_context.create_action_context(exec_ctx) if isinstance(action, lib.Action) else None
            result = Context().run(_run_to_its_end, action, told)
        except BaseException as error:
            message = _raised(action, action_ex_id, error)
            # One of Mistral's says what there is to say; others are shown to whoever looks after the action.
            _log.warning(message, exc_info=not isinstance(error, _TOLD))
            return lib.Result(error=message)
        finally:
            mistral_context.set_ctx(before)
        return result if isinstance(result, lib.Result) else lib.Result(data=result)


def _raised(action: Any, action_ex_id: None, error: BaseException) -> str:
    """In Mistral's words, also where the action or the exception has none."""
    told = f"action={text_of(action)}, action_ex_id={action_ex_id}, msg='{text_of(error)}'"
    return f"The action raised an exception [{told}]"


def _run_to_its_end(action: Any, told: Any) -> Any:
    try:
        return action.run(told)
    except SystemExit:
        # It ends the action, as it would end a thread, and no more than that.
        return None


_executor = _Executor()
