"""Names of functions and classes as `module:qualname`, under which another process finds them again."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

from lazyengine.taskflow.unsupported import UnsupportedFlow


def path_of(value: Any) -> str | None:
    """The path of a function, a class or a method; None where it has none, as a `functools.partial`.

    Of a program that was started with `-m` it is the module's name, not `__main__`.
    """
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if module is None or name is None:
        return None
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return f"{spec.name if module == '__main__' and spec is not None else module}:{name}"


def importable_path(value: Any, what: str) -> str:
    """The path under which other processes find the value. Raises UnsupportedFlow, naming `what`, for want of one."""
    path = path_of(value)
    if path is None:
        raise UnsupportedFlow(f"{what}: {value!r} has no name that a worker could import it by")
    module, _, name = path.partition(":")
    if module == "__main__":
        raise UnsupportedFlow(
            f"{what}: {name} is defined in the program that was started, which no worker can import: put it into a"
            " module, or run the flow with executor='threads'"
        )
    try:
        found = _attribute(_home(value, module), name)
    except (ImportError, AttributeError):
        found = None
    if found != value:
        raise UnsupportedFlow(
            f"{what}: {path} is not what a worker would find under this name: a task's class or function must be"
            " defined at the top of a module (no lambda, nothing within a function, no method of an object) under a"
            " name without a leading underscore, or the flow be run with executor='threads'"
        )
    return path


def resolve_path(path: str, modules: Sequence[str]) -> Any:
    """The class or function that is defined under the path in one of the modules named, or in a module within one.

    What such a module has merely imported is not found: whoever writes definitions would reach all of Python by it.

    Raises LookupError where the path is of another module, or what is there is defined elsewhere; ImportError and
    AttributeError where there is nothing.
    """
    if not isinstance(path, str):
        raise LookupError(f"expected the path of a class or function, module:name, got {path!r}")
    module, _, name = path.partition(":")
    if not is_within(module, modules):
        raise LookupError(f"{path} is in none of the modules that this worker does tasks of: {', '.join(modules)}")
    if module not in modules and not _is_importable(module):
        raise LookupError(f"{path}: a program, {module}, is imported only where it is named itself")
    found = _attribute(importlib.import_module(module), name)
    if (getattr(found, "__module__", None), getattr(found, "__qualname__", None)) != (module, name):
        raise LookupError(f"{path} is not defined there: tasks name what they use by the module that defines it")
    return found


def is_within(module: str, modules: Sequence[str]) -> bool:
    """True for a module that is one of those named, or lies in a package that is."""
    return any(module == one or module.startswith(f"{one}.") for one in modules)


def _is_importable(module: str) -> bool:
    """True for the name of a module that may be imported for being within another: `__main__` would run a program."""
    parts = module.split(".")
    return all(part.isidentifier() for part in parts) and "__main__" not in parts


def _home(value: Any, module: str) -> Any:
    """The module as it is loaded here; that of a program started with `-m` is loaded as `__main__`."""
    loaded = sys.modules.get(getattr(value, "__module__", module))
    return importlib.import_module(module) if loaded is None else loaded


def _attribute(module: Any, name: str) -> Any:
    """What the module has under the name, in it or in a class of it. Nothing is inherited, nothing made on demand."""
    found = module
    for part in name.split("."):
        is_home = found is module or isinstance(found, type)
        if part.startswith("_") or not is_home or part not in vars(found):
            raise AttributeError(f"{module.__name__} has nothing that a task may use under the name {name}")
        found = getattr(found, part)
    return found
