"""A TaskFlow flow that is killed in the middle and goes on, in another process, where it was.

With a server (`npx lazyengine dev --store memory`), run it twice:

    python examples/taskflow/order.py --die-in charge
    python examples/taskflow/order.py
"""

from __future__ import annotations

import argparse
import os
import signal
from typing import Any

import taskflow.engines
from taskflow import retry, task
from taskflow.patterns import linear_flow
from taskflow.persistence import models

_dies_in = ""


class Step(task.Task):
    """Says what it does; in one of them the process may be killed."""

    def say(self, what: str) -> None:
        """Print it, and die where that was asked for."""
        print(f"{self.name}: {what}", flush=True)
        if self.name == _dies_in:
            os.kill(os.getpid(), signal.SIGKILL)


class Reserve(Step):
    """Takes the goods off the shelf."""

    default_provides = "parcel"

    def execute(self, goods: str) -> str:
        """The parcel that is reserved."""
        self.say(f"reserving {goods}")
        return f"a parcel with {goods}"

    def revert(self, goods: str, **_: Any) -> None:
        """Put them back."""
        self.say(f"putting back {goods}")


class Charge(Step):
    """Takes the money, by a card that works."""

    default_provides = "receipt"

    def execute(self, card: str, parcel: str) -> str:
        """The receipt."""
        self.say(f"charging {card} for {parcel}")
        if card == "an old card":
            raise RuntimeError("it has expired")
        return f"paid with {card}"

    def revert(self, **_: Any) -> None:
        """Nothing was taken."""
        self.say("nothing was charged")


class Ship(Step):
    """Sends what was paid."""

    def execute(self, parcel: str, receipt: str) -> str:
        """What was sent."""
        self.say(f"shipping {parcel}, {receipt}")
        return "shipped"


def order() -> Any:
    """Reserve, then charge one card after the other until one works, then ship."""
    cards = retry.ForEach(["an old card", "a new card"], name="cards", provides="card")
    return linear_flow.Flow("order").add(
        Reserve("reserve"), linear_flow.Flow("payment", cards).add(Charge("charge")), Ship("ship")
    )


def main() -> None:
    """Run the order under a uuid of its own, or go on with it."""
    global _dies_in  # noqa: PLW0603 - one program, one death
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--die-in", default="", metavar="TASK", help="be killed in this task")
    parser.add_argument("--uuid", default="order-1", help="the flow's uuid (%(default)s)")
    arguments = parser.parse_args()
    _dies_in = arguments.die_in
    engine = taskflow.engines.load(
        order(),
        engine="lazy",
        store={"goods": "two books"},
        flow_detail=models.FlowDetail("order", arguments.uuid),
    )
    engine.run()
    print(engine.storage.get_flow_state())


if __name__ == "__main__":
    main()
