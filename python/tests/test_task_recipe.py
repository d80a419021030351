"""Tasks and values that travel to other processes."""

from __future__ import annotations

import math
import uuid
from collections import OrderedDict
from datetime import date, datetime, timezone
from functools import partial
from typing import Any

import pytest
from taskflow import exceptions, task

import controller_flows as flows
from lazyengine import Payload
from lazyengine.payload import PayloadConverter
from lazyengine.taskflow.import_path import resolve_path
from lazyengine.taskflow.task_arguments import Argument, argument_values
from lazyengine.taskflow.task_recipe import put_together, take_apart
from lazyengine.taskflow.value_encoding import decode_value, encode_value

RESOLVE = partial(resolve_path, modules=["controller_flows", "taskflow.task"])
# As a payload that has been to the server and back.
WIRE = PayloadConverter()


def there_and_back(value: Any) -> Any:
    return decode_value(WIRE.decode(WIRE.encode(encode_value(value))))


def made_anew(job: Any) -> Any:
    return put_together(there_and_back(take_apart(job)), RESOLVE)


def test_a_task_that_was_taken_apart_is_put_together_as_it_was() -> None:
    job = flows.Add(7, name="add", provides=("x", "y"), rebind={"a": "n"}, inject={"b": {1, 2}})
    job.version = (3, 1)
    job.hook = flows.double
    again = made_anew(job)
    assert type(again) is flows.Add
    ours, theirs = vars(job), vars(again)
    assert theirs.keys() == ours.keys()
    # Reverting is not done here, and a notifier is an object of its own.
    compared = ours.keys() - {"_notifier", "revert_rebind", "revert_optional"}
    assert {name: theirs[name] for name in compared} == {name: ours[name] for name in compared}
    assert again.notifier.can_be_registered(task.EVENT_UPDATE_PROGRESS)


@pytest.mark.parametrize(
    ("job", "arguments", "result"),
    [
        (task.FunctorTask(flows.area, name="area"), {"width": 3, "height": 4}, 12),
        (task.MapFunctorTask(flows.double, requires=["a", "b"], name="map"), {"a": 1, "b": 2}, [2, 4]),
        (task.ReduceFunctorTask(flows.area, requires=["a", "b", "c"], name="r"), {"a": 2, "b": 3, "c": 4}, 24),
    ],
)
def test_the_ready_made_tasks_do_their_work_elsewhere(job: Any, arguments: dict[str, int], result: Any) -> None:
    assert made_anew(job).execute(**arguments) == result


def test_nothing_is_imported_for_a_task_but_from_the_modules_that_were_named() -> None:
    recipe = {**take_apart(flows.Sizes("s")), "class": "subprocess:Popen"}
    with pytest.raises(LookupError, match="subprocess:Popen is in none of the modules"):
        put_together(recipe, RESOLVE)
    with pytest.raises(LookupError):
        resolve_path("controller_flows_of_another:x", ["controller_flows"])


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        [1, 2.5, "ü", {"a": [None]}],
        b"\x00\xff",
        {"a": {1, 2}, "b": [b"x"]},
        datetime(2026, 1, 2, 3, 4, 5, 6, timezone.utc),
        date(2026, 1, 2),
        uuid.UUID(int=5),
        OrderedDict(b=1, a=2),
        math.inf,
    ],
)
def test_values_come_back_as_they_were(value: Any) -> None:
    assert there_and_back(value) == value


def test_tuples_come_back_as_lists_and_json_stays_readable_for_others() -> None:
    assert there_and_back((1, (2, {"a": (3,)}))) == [1, [2, {"a": [3]}]]
    assert there_and_back(({1}, (2,))) == [{1}, [2]]
    assert not isinstance(encode_value({"a": (1,)}), Payload)


def test_bytes_of_another_client_come_as_bytes_and_what_is_not_known_as_it_is() -> None:
    assert decode_value(WIRE.decode(WIRE.encode(b"raw"))) == b"raw"
    picture = Payload(b"...", "image/png")
    assert decode_value(picture) is picture


@pytest.mark.parametrize("value", [object(), {1: "a"}, math.nan, [complex(1, 2)], flows.area])
def test_what_would_not_come_back_is_refused_by_its_type(value: Any) -> None:
    with pytest.raises(TypeError, match=rf"type {type(value).__name__} cannot be stored"):
        encode_value(value)


def test_an_argument_is_taken_from_the_first_result_that_has_it() -> None:
    places: list[list[Any]] = [["late", 1], ["early", None]]
    bound = [Argument("a", "x", places)]
    nothing: dict[str, Any] = {"inject": {}, "store": {}}
    assert argument_values(bound, results={"late": [0, 1], "early": 9}, **nothing) == {"a": 1}
    assert argument_values(bound, results={"late": None, "early": 9}, **nothing) == {"a": 9}
    assert argument_values(bound, results={}, inject={"x": 5}, store={"x": 6}) == {"a": 5}
    with pytest.raises(exceptions.NotFound, match=r"argument 'a': 'x' is not in .*: late at 1$"):
        argument_values([Argument("a", "x", places[:1])], results={"late": [0]}, **nothing)
