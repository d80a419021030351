"""What a user of the installed wheel writes: runs a flow on the server given, and tells on what."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from pathlib import Path

import lazyengine
from lazyengine import Client, Executor, FlowSpec, Task


def add(task: Task) -> int:
    total: int = task.input + sum(task.dependency_results.values())
    return total


def main() -> None:
    spec = FlowSpec("wheel").task("a", type="add", input=1).task("b", type="add", input=2, depends_on=["a"])
    with Client(sys.argv[1], namespace="wheel") as client, Executor(client, {"add": add}):
        result = client.run(spec).result(timeout=30)
    packages = " ".join(f"{name} {version(name)}" for name in ("grpcio", "protobuf", "googleapis-common-protos"))
    where = Path(lazyengine.__file__).parent
    assert "site-packages" in where.parts, f"not the installed wheel: {where}"
    sys.stdout.write(f"{result} on CPython {platform.python_version()}, {packages}\n")


main()
