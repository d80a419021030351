"""The single values of a flow file: strings, booleans, numbers, enum names and durations."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

from google.protobuf.descriptor import FieldDescriptor as Kinds
from google.protobuf.duration_pb2 import Duration

from lazyengine.flow_file.reading import Place, Reading
from lazyengine.flow_file.suggestion import suggestion
from lazyengine.message_reader import EnumDescriptor, enum_prefix

_RANGES = {
    Kinds.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    Kinds.CPPTYPE_UINT32: (0, 2**32 - 1),
    Kinds.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    Kinds.CPPTYPE_UINT64: (0, 2**64 - 1),
}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_UNIT_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_MAX_DURATION_MS = 315_576_000_000_000


def read_string(reading: Reading, place: Place) -> str:
    """A string; other plain scalars are refused, with the advice to quote them."""
    node = place.node
    reading.refuse_tag(node, place.path)
    if node.scalar == "string":
        return reading.well_formed(node, place.path, node.text)
    quotable = node.kind == "scalar" and node.scalar != "nothing"
    raise reading.expected(place, "a string", f'; quote it: "{node.text}"' if quotable else "")


def read_scalar(reading: Reading, place: Place, cpp_type: int) -> Any:
    """A field of a scalar type of protobuf."""
    if cpp_type == Kinds.CPPTYPE_STRING:
        return read_string(reading, place)
    node = place.node
    reading.refuse_tag(node, place.path)
    if cpp_type == Kinds.CPPTYPE_BOOL:
        if node.scalar != "boolean":
            raise reading.expected(place, "true or false")
        return node.text.lower() == "true"
    if cpp_type == Kinds.CPPTYPE_DOUBLE:
        value = _finite(node.text) if node.scalar in ("integer", "number") else None
        if value is None:
            raise reading.expected(place, "a finite number")
        return value
    low, high = _RANGES[cpp_type]
    whole = whole_number(node.text) if node.scalar == "integer" else None
    if whole is None or not low <= whole <= high:
        raise reading.expected(place, f"a whole number from {low} to {high}")
    return whole


def whole_number(text: str) -> int:
    """The value of an integer in any of its notations."""
    if text.startswith(("0x", "0o")):
        return int(text, 0)
    digits = text.lstrip("+-").lstrip("0") or "0"
    # More digits than any field holds; Python refuses to convert thousands of them.
    value = int(digits) if len(digits) < 1_000 else 10**1_000
    return -value if text.startswith("-") else value


def read_enum(reading: Reading, place: Place, descriptor: EnumDescriptor) -> int:
    """An enum's value by its name in lower case, without the prefix."""
    node = place.node
    reading.refuse_tag(node, place.path)
    prefix = enum_prefix(descriptor)
    numbers = {v.name.removeprefix(prefix).lower(): v.number for v in descriptor.values if v.number != 0}
    if node.scalar == "string" and node.text in numbers:
        return int(numbers[node.text])
    meant = suggestion(node.text, list(numbers)) if node.scalar == "string" else None
    hint = "" if meant is None else f'; did you mean "{meant}"?'
    raise reading.expected(place, f"one of {', '.join(numbers)}", hint)


def read_duration(reading: Reading, place: Place) -> Duration:
    """A decimal number and a unit, to the millisecond."""
    node = place.node
    reading.refuse_tag(node, place.path)
    match = _DURATION.fullmatch(node.text) if node.kind == "scalar" else None
    if match is None:
        raise reading.expected(place, "a duration such as 250ms, 30s, 5m, 2h or 1d")
    milliseconds = _fraction(match[1]) * _UNIT_MS[match[2]]
    if milliseconds.denominator != 1:
        raise reading.refusal(node, place.path, f"{node.text} is not a whole number of milliseconds")
    if milliseconds > _MAX_DURATION_MS:
        raise reading.refusal(node, place.path, f"{node.text} is longer than 315576000000s")
    seconds, rest = divmod(milliseconds.numerator, 1_000)
    return Duration(seconds=seconds, nanos=rest * 1_000_000)


def _fraction(text: str) -> Fraction:
    whole, _, decimals = text.partition(".")
    return whole_number(whole) + (Fraction(whole_number(decimals), 10 ** len(decimals)) if decimals else Fraction(0))


def _finite(text: str) -> float | None:
    try:
        value = float(whole_number(text)) if text.startswith(("0x", "0o")) else float(text)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None
