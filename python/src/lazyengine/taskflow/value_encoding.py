"""Values of TaskFlow's world as payloads: JSON where it says all there is to say, MessagePack with types otherwise."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection
from typing import Any

from oslo_serialization import msgpackutils

from lazyengine.cut_text import text_of
from lazyengine.payload import Payload

MSGPACK_CONTENT_TYPE = "application/vnd.openstack.oslo+msgpack"

# What JSON and MessagePack are asked to nest: less than their libraries and the stack of whoever reads it allow.
_DEEPEST = 400
# Each takes a byte at least, and a payload has no more. What is shared counts as often as it is found.
_MOST_VALUES = 1024 * 1024
# The digits that Python reads back by default.
_INT_END = 10**4300


def _finite() -> msgpackutils.HandlerRegistry:
    """The types that oslo.serialization knows, but for `itertools.count`, of which a few bytes have no end."""
    types = msgpackutils.HandlerRegistry()
    for handler in msgpackutils.default_registry:
        if itertools.count not in handler.handles:
            types.register(handler.copy(types) if hasattr(handler, "copy") else handler, reserved=True)
    types.frozen = True
    return types


_TYPES = _finite()


def encode_value(value: Any) -> Any:
    """What a client may send as a payload: the value itself where JSON has it, else a Payload.

    MessagePack as oslo.serialization writes it carries bytes, sets, dates, datetimes and UUIDs, also inside of lists
    and dicts. Tuples become lists in either. Raises TypeError, naming the type, for what would not come back, whatever
    looking at it raises.
    """
    try:
        if _is_json(value):
            return value
        data = msgpackutils.dumps(value)
        unchanged = msgpackutils.loads(data, registry=_TYPES) == _with_lists(value)
    except Exception as error:
        raise TypeError(f"a value of type {type(value).__name__} cannot be stored: {text_of(error)}") from error
    if not unchanged:
        raise TypeError(f"a value of type {type(value).__name__} cannot be stored: it would come back changed")
    return Payload(data, MSGPACK_CONTENT_TYPE)


def decode_value(native: Any) -> Any:
    """The value that `encode_value` was given; bytes that another client has sent come as bytes."""
    if not isinstance(native, Payload):
        return native
    if native.content_type == MSGPACK_CONTENT_TYPE:
        return msgpackutils.loads(native.data, registry=_TYPES)
    return native.data if native.content_type == "application/octet-stream" else native


def _is_json(value: Any) -> bool:
    """True where JSON gives back an equal value, but for tuples, which become lists.

    Raises ValueError for what is nested too deep for any encoding, as what contains itself is, or has too many values.
    """
    found, count, level = True, 1, [value]
    for _ in range(_DEEPEST):
        deeper: list[Any] = []
        for one in level:
            inner = _values_in(one)
            if inner is None:
                found = found and _is_json_scalar(one)
                continue
            found = found and type(one) not in (set, frozenset)
            found = found and (type(one) is not dict or all(type(key) is str and _is_unicode(key) for key in one))
            deeper.extend(inner)
            if count + len(deeper) > _MOST_VALUES:
                raise ValueError(f"at most {_MOST_VALUES} values are possible, it has more")
        if not deeper:
            return found
        count += len(deeper)
        level = deeper
    raise ValueError(f"lists and dicts within each other: at most {_DEEPEST} are possible, it has more")


def _values_in(value: Any) -> Collection[Any] | None:
    """What a value consists of; None = it is one by itself."""
    if type(value) is dict:
        return value.values()
    return value if type(value) in (list, tuple, set, frozenset) else None


def _is_json_scalar(value: Any) -> bool:
    if type(value) is str:
        return _is_unicode(value)
    if type(value) is int:
        return -_INT_END < value < _INT_END
    if type(value) is float:
        return math.isfinite(value)
    return value is None or type(value) is bool


def _is_unicode(text: str) -> bool:
    """Whether UTF-8 has it: not where half of a surrogate pair stands alone."""
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _with_lists(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_with_lists(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_lists(item) for key, item in value.items()}
    return value
