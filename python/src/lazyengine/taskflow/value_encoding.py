"""Values of TaskFlow's world as payloads: JSON where it says all there is to say, MessagePack with types otherwise."""

from __future__ import annotations

import itertools
import math
from typing import Any

from oslo_serialization import msgpackutils

from lazyengine.payload import Payload

MSGPACK_CONTENT_TYPE = "application/vnd.openstack.oslo+msgpack"


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
    and dicts. Tuples become lists in either. Raises TypeError, naming the type, for what would not come back.
    """
    if _is_json(value):
        return value
    try:
        data = msgpackutils.dumps(value)
        unchanged = msgpackutils.loads(data, registry=_TYPES) == _with_lists(value)
    except Exception as error:
        raise TypeError(f"a value of type {type(value).__name__} cannot be stored: {error}") from error
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
    """True where JSON gives back an equal value, but for tuples, which become lists."""
    if value is None or type(value) in (bool, int, str):
        return True
    if type(value) is float:
        return math.isfinite(value)
    if type(value) in (list, tuple):
        return all(_is_json(item) for item in value)
    return type(value) is dict and all(type(key) is str and _is_json(item) for key, item in value.items())


def _with_lists(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_with_lists(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_lists(item) for key, item in value.items()}
    return value
