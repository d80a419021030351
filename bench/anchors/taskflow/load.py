"""Load: one flow of tasks that do nothing, by TaskFlow: by its serial engine with its state in sqlite, or by `lazy`."""

import json
import sys
import time
from typing import Any

from taskflow import engines, task
from taskflow.patterns import linear_flow, unordered_flow
from taskflow.persistence import backends

INPUT = "x" * 198
begun: list[float] = []


class Nothing(task.Task):
    """Does nothing but look at the clock."""

    def execute(self, input: str) -> int:  # noqa: A002 -- TaskFlow binds arguments by their names
        """Be executed by the engine."""
        begun.append(time.perf_counter())
        return 1


def flow_of(shape: str, size: int) -> Any:
    """A chain, or a fan of tasks that wait for nothing."""
    pattern = {"chain": linear_flow, "fan": unordered_flow}[shape]
    return pattern.Flow(shape).add(*(Nothing(f"t{n}") for n in range(size)))


def engine_of(flow: Any, folder: str, address: str | None) -> Any:
    """With an address: the engine `lazy` on the server there."""
    if address is not None:
        from lazyengine import Client

        client = Client(address)
        return engines.load(flow, store={"input": INPUT}, engine="lazy", client=client)
    backend = backends.fetch({"connection": f"sqlite:///{folder}/taskflow.db"})
    backend.get_connection().upgrade()
    return engines.load(flow, store={"input": INPUT}, backend=backend, engine="serial")


def main(folder: str, shape: str, size: int, address: str | None = None) -> None:
    """Run a flow and print how many tasks there were in a second of the whole run, and from the first to the last."""
    engine = engine_of(flow_of(shape, size), folder, address)
    before = time.perf_counter()
    engine.run()
    seconds = time.perf_counter() - before
    if len(begun) != size:
        raise SystemExit(f"{len(begun)} of {size} tasks were executed")
    between = (size - 1) / (begun[-1] - begun[0])
    print(json.dumps({"perSecond": between, "wholePerSecond": size / seconds}))


main(sys.argv[1], **json.loads(sys.argv[2]))
