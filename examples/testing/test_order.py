"""How a flow is tested with pytest: run it to its end with stand-ins for its tasks, or go through it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import Mock

import pytest
from lazyengine import (
    Edge,
    FlowSpec,
    FlowState,
    NonRetryableError,
    RetryPolicy,
    Timeouts,
)
from lazyengine.testing import TestEngine, create_test_engine

# A shop's order: it reserves the goods, charges the card, waits for the parcel, and reminds the customer a month later.
# A card that is declined for good gives the goods back.
ORDER = (
    FlowSpec("order")
    .task("reserve", type="stock", input="reserve")
    .task(
        "charge",
        type="payment",
        depends_on=["reserve"],
        retry=RetryPolicy(max_attempts=3, initial_interval=timedelta(hours=6)),
        next=[Edge("restock", on=["FAILURE"])],
    )
    .task(
        "ship",
        type="parcel",
        depends_on=["charge"],
        timeouts=Timeouts(attempt=timedelta(days=14)),
    )
    .task("remind", type="mail", depends_on=["ship"], delay=timedelta(days=30))
    .task("restock", type="stock", input="give back")
)


@pytest.fixture
def stand_ins() -> dict[str, Mock]:
    return {
        name: Mock(return_value=name) for name in ("stock", "payment", "parcel", "mail")
    }


@pytest.fixture
def engine(stand_ins: dict[str, Mock]) -> Iterator[TestEngine]:
    with create_test_engine(stand_ins) as engine:
        yield engine


def test_an_order_whose_card_is_declined_at_first_takes_a_month(
    engine: TestEngine, stand_ins: dict[str, Mock]
) -> None:
    stand_ins["payment"].side_effect = [ValueError("declined"), "receipt"]
    flow = engine.run(ORDER)
    end = flow.to_end()
    assert end.state is FlowState.SUCCEEDED
    assert flow.path() == ["reserve", "charge", "ship", "remind"]
    assert stand_ins["payment"].call_count == 2
    assert end.end_time - end.create_time == timedelta(days=30, hours=6)


def test_a_card_that_is_declined_for_good_gives_the_goods_back(
    engine: TestEngine, stand_ins: dict[str, Mock]
) -> None:
    stand_ins["payment"].side_effect = NonRetryableError("stolen")
    flow = engine.run(ORDER)
    flow.to_end()
    assert flow.path() == ["reserve", "charge", "restock"]
    assert flow.runs("ship") == 0


def test_by_hand_what_is_ready_what_follows_and_when() -> None:
    with create_test_engine() as engine:
        engine.run(ORDER)
        assert [task.task_id for task in engine.ready()] == ["reserve"]
        engine.complete("reserve")
        engine.fail("charge", ValueError("declined"))
        assert engine.ready() == []
        engine.advance("6h")
        engine.complete("charge", "receipt")
        engine.complete("ship")
        engine.advance("29d")
        assert engine.ready() == []
        engine.advance("1d")
        assert [task.task_id for task in engine.ready()] == ["remind"]


def test_a_parcel_that_takes_too_long_fails_the_order(
    engine: TestEngine, stand_ins: dict[str, Mock]
) -> None:
    stand_ins["parcel"].side_effect = lambda task: engine.sleep("20d")
    end = engine.run(ORDER).to_end()
    assert end.failure is not None
    assert end.failure.type == "TIMEOUT"


def test_a_server_that_dies_at_the_worst_moment_charges_nobody_twice(
    engine: TestEngine, stand_ins: dict[str, Mock]
) -> None:
    flow = engine.run(ORDER, not_before_time=engine.now() + timedelta(seconds=1))
    engine.faults.drop_process_at("after commit")
    engine.faults.lose_answer("taskComplete")
    flow.to_end()
    assert len(engine.faults.happened) == 2
    assert stand_ins["payment"].call_count == 1
