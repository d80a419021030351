"""What a worker takes from its modules for a definition, whoever has written that."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import controller_flows as flows
import taskflow_worker_flows
from lazyengine.taskflow.import_path import importable_path, resolve_path
from lazyengine.taskflow.unsupported import UnsupportedFlow
from lazyengine.taskflow.worker import _resolve

MODULES = ["controller_flows", "taskflow_worker_flows"]

PACKAGE = {
    "__init__.py": "from shipping._tasks import Send\nfrom subprocess import Popen",
    "_tasks.py": (
        "from functools import lru_cache, wraps\n"
        "import shipping.sub as sub\n"
        "def logged(work):\n"
        "    @wraps(work)\n"
        "    def wrapper(*given):\n"
        "        return work(*given)\n"
        "    return wrapper\n"
        "class Send:\n"
        "    class Parcel: pass\n"
        "    opened = open\n"
        "    @staticmethod\n"
        "    def pack(): return 'packed'\n"
        "    @classmethod\n"
        "    def kind(cls): return cls.__name__\n"
        "class Express(Send): pass\n"
        "@logged\n"
        "def label(x): return x\n"
        "@lru_cache\n"
        "def weigh(x): return x\n"
        "def _secret(): pass\n"
    ),
    "sub.py": "class Receive: pass\n",
    "lazy.py": "def __getattr__(name):\n    import os\n    return os.system",
    "__main__.py": "raise SystemExit('the program was run')",
    "script.py": "raise SystemExit('the script was run')",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "shipping"
    folder.mkdir()
    for name, text in PACKAGE.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "shipping"]:
        monkeypatch.delitem(sys.modules, name)


@pytest.mark.parametrize(
    "path",
    [
        "taskflow.task:misc.os.system",
        "taskflow.task:misc",
        "taskflow.task:functools.partial",
        "taskflow.task:FunctorTask.execute",
        "taskflow.retry:misc.os.system",
        "taskflow.retry:Decision",
        "taskflow.retry:History",
        "controller_flows:os.system",
        "controller_flows:os",
        "controller_flows:task.misc.os.system",
        "controller_flows:linear_flow.Flow",
        "controller_flows:pass_gate",
        "controller_flows:some",
        "controller_flows:some.add",
        "controller_flows:Add.__init__",
        "controller_flows:Add.execute.__globals__",
        "controller_flows:Add.__class__",
        "controller_flows:Add.mro",
        "controller_flows:Add.copy",
        "controller_flows:__builtins__",
        "controller_flows:__loader__.load_module",
        "controller_flows:one.__globals__.get",
        "controller_flows:",
        "controller_flows",
        "controller_flows.os:system",
        "controller_flows_of_another:x",
        "os:system",
        ":system",
        "",
    ],
)
def test_nothing_but_what_a_module_has_defined_is_found(path: str) -> None:
    with pytest.raises((LookupError, AttributeError, ImportError)):
        _resolve(path, MODULES)


@pytest.mark.parametrize("path", [None, 5, {"import": "controller_flows:one"}, ["os", "system"], b"os:system"])
def test_what_is_no_path_is_refused(path: Any) -> None:
    with pytest.raises(LookupError, match="expected the path of a class or function"):
        _resolve(path, MODULES)


def test_tasks_controllers_and_functions_are_found_by_the_module_that_defines_them() -> None:
    for one in (flows.Add, flows.one, taskflow_worker_flows.Once, taskflow_worker_flows.is_dear):
        assert _resolve(importable_path(one, "it"), MODULES) is one
    for path in ("taskflow.task:FunctorTask", "taskflow.task:MapFunctorTask", "taskflow.retry:ForEach"):
        assert _resolve(path, MODULES).__qualname__ == path.partition(":")[2]


@pytest.mark.usefixtures("package")
def test_of_a_package_all_is_found_that_its_own_modules_define() -> None:
    import shipping  # type: ignore[import-not-found]
    from shipping import _tasks

    own = (shipping.Send, shipping.Send.Parcel, shipping.Send.pack, _tasks.Express, _tasks.label, _tasks.weigh)
    for one in (*own, _tasks.sub.Receive, shipping.Send.kind):
        path = importable_path(one, "it")
        assert resolve_path(path, ["shipping"]) == one
        assert path.startswith("shipping.")
    assert resolve_path("shipping._tasks:label", ["shipping._tasks"])(3) == 3


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    "path",
    [
        "shipping:Send",
        "shipping:Popen",
        "shipping._tasks:sub.Receive",
        "shipping._tasks:Send.opened",
        "shipping._tasks:Express.pack",
        "shipping._tasks:_secret",
        "shipping._tasks:logged.<locals>.wrapper",
        "shipping._tasks:label.__wrapped__",
        "shipping.lazy:system",
        "shipping.__main__:main",
        "shipping.../../etc:main",
    ],
)
def test_of_a_package_nothing_is_found_that_it_has_from_elsewhere(path: str) -> None:
    with pytest.raises((LookupError, AttributeError)):
        resolve_path(path, ["shipping"])


@pytest.mark.usefixtures("package")
def test_a_program_is_imported_where_it_is_named_itself() -> None:
    with pytest.raises(SystemExit, match="the program was run"):
        resolve_path("shipping.__main__:main", ["shipping.__main__"])


@pytest.mark.usefixtures("package")
def test_what_no_worker_takes_is_refused_before_it_travels() -> None:
    from shipping import _tasks

    with pytest.raises(UnsupportedFlow, match="without a leading underscore"):
        importable_path(_tasks._secret, "it")
