"""Which Python class stands for which message, and which enum for which: by their names, which are the same."""

from __future__ import annotations

from enum import Enum
from types import ModuleType
from typing import Any

from lazyengine import (
    concurrency_key_values,
    enums,
    explanation,
    flow_spec,
    flow_values,
    limits,
    queue_values,
    responses,
    retention,
    schedule,
    schedule_enums,
    session_values,
    simulation,
    task_values,
)

_MODULES: tuple[ModuleType, ...] = (
    concurrency_key_values,
    explanation,
    flow_spec,
    flow_values,
    limits,
    queue_values,
    responses,
    retention,
    schedule,
    session_values,
    simulation,
    task_values,
)


def _classes() -> dict[str, type[Any]]:
    found: dict[str, type[Any]] = {}
    for module in _MODULES:
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == module.__name__:
                found[name] = value
    return found


VALUE_CLASSES = _classes()
ENUM_CLASSES: dict[str, type[Enum]] = {
    name: value
    for name, value in {**vars(enums), **vars(schedule_enums)}.items()
    if isinstance(value, type) and issubclass(value, enums.ContractEnum)
}
