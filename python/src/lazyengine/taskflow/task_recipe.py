"""Takes a task object apart into values that travel, and makes an equal object from them in another process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from oslo_utils import reflection
from taskflow import retry as retry_module
from taskflow import task as task_module
from taskflow.types import notifier, sets

from lazyengine.taskflow.import_path import importable_path, path_of
from lazyengine.taskflow.unsupported import UnsupportedFlow
from lazyengine.taskflow.value_encoding import encode_value

# Where the ready-made tasks of TaskFlow keep the function that is their work.
_FUNCTION_ATTRIBUTES = (
    (task_module.FunctorTask, "_execute"),
    (task_module.MapFunctorTask, "_functor"),
    (task_module.ReduceFunctorTask, "_functor"),
)
# What every task has.
_OF_EVERY_TASK = frozenset(
    {
        "name",
        "version",
        "inject",
        "save_as",
        "provides",
        "rebind",
        "requires",
        "optional",
        "revert_rebind",
        "revert_optional",
        "_notifier",
    }
)


def work_path(task: Any) -> str:
    """What the task does, as `module:qualname`: its function's path, or that of its class."""
    function = _function_of(task)
    path = None if function is None else path_of(function)
    return path or str(path_of(type(task)))


def take_apart(task: Any) -> dict[str, Any]:
    """The recipe of a task: its class, what every task has, and all attributes of its own. The same in every process.

    Attributes are values that can be stored, or functions and classes that a worker can import. Raises UnsupportedFlow
    for any other, naming the task and the attribute.
    """
    what = f"task {task.name!r}"
    return {
        "class": importable_path(type(task), f"{what}: its class"),
        "name": task.name,
        "version": _travelling(task.version, f"{what}: its version"),
        "provides": sorted(([symbol, index] for symbol, index in task.save_as.items()), key=_place_of_symbol),
        "rebind": sorted([argument, symbol] for argument, symbol in task.rebind.items()),
        "requires": list(task.requires) if _goes_by_order(task) else sorted(task.requires),
        "optional": sorted(task.optional),
        "revert_rebind": sorted([argument, symbol] for argument, symbol in task.revert_rebind.items()),
        "revert_optional": sorted(task.revert_optional),
        "inject": None if task.inject is None else dict(task.inject),
        "attributes": {
            name: _attribute(value, f"{what}: its attribute {name!r}")
            for name, value in vars(task).items()
            if _is_own_attribute(name)
        },
    }


def put_together(recipe: Mapping[str, Any], resolve: Callable[[str], Any]) -> Any:
    """The task of a recipe. `resolve` finds what stands under a path; its constructor is not called, as in a copy.

    Raises TypeError for a recipe that `take_apart` would not have made.
    """
    cls = _class_of(recipe, resolve)
    task = cls.__new__(cls)
    task.name = recipe["name"]
    version = recipe["version"]
    task.version = tuple(version) if isinstance(version, list) else version
    task.inject = recipe["inject"]
    task.save_as = OrderedDict((symbol, index) for symbol, index in recipe["provides"])
    task.provides = sets.OrderedSet(task.save_as)
    task.rebind = OrderedDict((argument, symbol) for argument, symbol in recipe["rebind"])
    task.requires = sets.OrderedSet(recipe["requires"])
    task.optional = sets.OrderedSet(recipe["optional"])
    # A recipe that was stored by an earlier version has nothing about reverting.
    task.revert_rebind = OrderedDict((argument, symbol) for argument, symbol in recipe.get("revert_rebind", ()))
    task.revert_optional = sets.OrderedSet(recipe.get("revert_optional", ()))
    if issubclass(cls, task_module.Task):
        task._notifier = notifier.RestrictedNotifier(cls.TASK_EVENTS)
    own = vars(task)
    for name, attribute in recipe["attributes"].items():
        if not _is_own_attribute(name):
            raise TypeError(f"attributes: {name!r} is none that a task has of its own")
        # Into the object itself: a descriptor of its class would make something else of it.
        own[name] = resolve(attribute["import"]) if "import" in attribute else attribute["value"]
    return task


def _class_of(recipe: Mapping[str, Any], resolve: Callable[[str], Any]) -> Any:
    found = resolve(recipe["class"])
    if isinstance(found, type) and issubclass(found, task_module.Task | retry_module.Retry):
        return found
    raise TypeError(f"class: expected a class of tasks or retry controllers, got {recipe['class']}")


def _is_own_attribute(name: str) -> bool:
    """False for what every task has, and for the names of Python's own, by which an object becomes another."""
    return name not in _OF_EVERY_TASK and not (name.startswith("__") and name.endswith("__"))


def _place_of_symbol(provided: list[Any]) -> tuple[int, str]:
    """By position; names that were given as a set have none, and are in another order in every process."""
    symbol, index = provided
    return (index if isinstance(index, int) else 0, symbol)


def _goes_by_order(task: Any) -> bool:
    """True where `execute` takes any arguments, and may go by the order in which they are required."""
    own = not isinstance(task, task_module.FunctorTask)
    return own and bool(reflection.accepts_kwargs(task.execute))


def _function_of(task: Any) -> Any:
    return next((getattr(task, name) for kind, name in _FUNCTION_ATTRIBUTES if isinstance(task, kind)), None)


def _attribute(value: Any, what: str) -> dict[str, Any]:
    if callable(value):
        return {"import": importable_path(value, what)}
    return {"value": _travelling(value, what)}


def _travelling(value: Any, what: str) -> Any:
    try:
        encode_value(value)
    except TypeError as error:
        raise UnsupportedFlow(
            f"{what} cannot travel to a worker ({error}): keep it out of the task, or run the flow with"
            " executor='threads'"
        ) from error
    return value
