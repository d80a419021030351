"""Load: one chain of tasks that do nothing, by TaskFlow's serial engine, with its state in sqlite."""

import json
import sys
import time

from taskflow import engines, task
from taskflow.patterns import linear_flow
from taskflow.persistence import backends

INPUT = "x" * 198
begun: list[float] = []


class Nothing(task.Task):
    """Does nothing but look at the clock."""

    def execute(self, input: str) -> int:  # noqa: A002 -- TaskFlow binds arguments by their names
        """Be executed by the engine."""
        begun.append(time.perf_counter())
        return 1


def main(folder: str, length: int) -> None:
    """Run a chain and print how many tasks began in a second, from the first to the last."""
    backend = backends.fetch({"connection": f"sqlite:///{folder}/taskflow.db"})
    backend.get_connection().upgrade()
    flow = linear_flow.Flow("chain").add(*(Nothing(f"t{n}") for n in range(length)))
    engine = engines.load(
        flow, store={"input": INPUT}, backend=backend, engine="serial"
    )
    engine.run()
    if len(begun) != length:
        raise SystemExit(f"{len(begun)} of {length} tasks were executed")
    print(json.dumps({"perSecond": (length - 1) / (begun[-1] - begun[0])}))


main(sys.argv[1], json.loads(sys.argv[2])["size"])
