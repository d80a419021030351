"""Turns values and mappings into messages, naming what is wrong by its path."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar

from google.protobuf.descriptor import FieldDescriptor as Kinds
from google.protobuf.message import Message

from lazyengine.durations import duration_message, timestamp_message
from lazyengine.message_reader import EnumDescriptor, FieldDescriptor, enum_prefix, is_map, is_repeated
from lazyengine.payload import PayloadConverter

M = TypeVar("M", bound=Message)

# The list of items: it must not be made unreadable.
_READ_BY_THE_ENGINE = "lazyengine.v1.ForEach"
# A message that may be given as the one field that matters.
_SHORT_FORMS = {"lazyengine.v1.Dependency": "task", "lazyengine.v1.Edge": "to", "lazyengine.v1.Fired": "edge"}
_BOUNDS = {
    Kinds.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    Kinds.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    Kinds.CPPTYPE_UINT32: (0, 2**32 - 1),
    Kinds.CPPTYPE_UINT64: (0, 2**64 - 1),
}

# Given a value and its path, what the message is made with.
_Write = Callable[[Any, str], Any]


class MessageWriter:
    """Writes messages from mappings and from values such as FlowSpec; payloads through the given converter.

    None means absent. Raises ValueError and TypeError that begin with the path of the fault, such as `tasks[3].retry`.
    """

    def __init__(self, payloads: PayloadConverter) -> None:
        self._payloads = payloads
        # By the name of the message what writes each of its fields, made once.
        self._fields: dict[str, Mapping[str, _Write]] = {}

    def write(self, cls: type[M], value: Any, path: str = "") -> M:
        """The message of class `cls` that says what `value` says."""
        if isinstance(value, cls):
            return value
        descriptor = cls.DESCRIPTOR
        writers = self._fields.get(descriptor.full_name)
        if writers is None:
            writers = {field.name: self._field(field) for field in descriptor.fields}
            self._fields[descriptor.full_name] = writers
        given: dict[str, Any] = {}
        for name, item in _items(value, path, descriptor.name):
            write = writers.get(name)
            if write is None:
                raise ValueError(_unknown(path, name, writers))
            if item is not None:
                given[name] = write(item, f"{path}.{name}" if path else name)
        # Of two the message would keep the last, unseen.
        for oneof in descriptor.oneofs:
            chosen = [field.name for field in oneof.fields if field.name in given]
            if len(chosen) > 1:
                where = f"{path}.{oneof.name}" if path else oneof.name
                names = ", ".join(field.name for field in oneof.fields)
                raise ValueError(f"{where}: expected one of {names}, got {' and '.join(chosen)}")
        return cls(**given)

    def _field(self, field: FieldDescriptor) -> _Write:
        if is_map(field):
            return _map_of(self._single(field.message_type.fields_by_name["value"]))
        write = self._single(field)
        return _list_of(write) if is_repeated(field) else write

    def _single(self, field: FieldDescriptor) -> _Write:
        if field.message_type is not None:
            return self._message(field)
        if field.enum_type is not None:
            return partial(_enum_number, field.enum_type)
        return partial(_scalar, field.cpp_type, field.type == Kinds.TYPE_BYTES)

    def _message(self, field: FieldDescriptor) -> _Write:
        kind = field.message_type.full_name
        if kind == "lazyengine.v1.Payload":
            is_plain = field.containing_type.full_name == _READ_BY_THE_ENGINE
            return _naming(self._payloads.encode_plain if is_plain else self._payloads.encode)
        if kind == "google.protobuf.Duration":
            return _naming(duration_message)
        if kind == "google.protobuf.Timestamp":
            return _naming(timestamp_message)
        cls: type[Message] = field.message_type._concrete_class
        short = _SHORT_FORMS.get(kind)
        if short is None:
            return partial(self.write, cls)

        def write(value: Any, path: str) -> Message:
            is_short = isinstance(value, str | int) and not isinstance(value, bool)
            return self.write(cls, {short: value} if is_short else value, path)

        return write


def _map_of(write: _Write) -> _Write:
    def write_all(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise TypeError(f"{path}: expected a mapping, got {_kind(value)}")
        return {_key(key, path): write(item, f"{path}[{key!r}]") for key, item in value.items()}

    return write_all


def _key(key: Any, path: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{path}: expected texts as keys, got {_kind(key)}")
    return _unicode(key, path)


def _unicode(text: str, path: str) -> str:
    # What is ASCII, as nearly every text is, is known to be so.
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError(f"{path}: expected Unicode, half of a surrogate pair stands alone in {text!a}")
    return text


def _list_of(write: _Write) -> _Write:
    def write_all(value: Any, path: str) -> list[Any]:
        if isinstance(value, str | bytes | Mapping) or not hasattr(value, "__iter__"):
            raise TypeError(f"{path}: expected a list, got {_kind(value)}")
        return [write(item, f"{path}[{index}]") for index, item in enumerate(value)]

    return write_all


def _naming(encode: Callable[[Any], Message]) -> _Write:
    """What it raises names the path."""

    def write(value: Any, path: str) -> Message:
        try:
            return encode(value)
        except UnicodeEncodeError as error:
            raise ValueError(f"{path}: expected Unicode, half of a surrogate pair stands alone") from error
        except (TypeError, ValueError) as error:
            raise (TypeError if isinstance(error, TypeError) else ValueError)(f"{path}: {error}") from error

    return write


def _items(value: Any, path: str, kind: str) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    if is_dataclass(value) and not isinstance(value, type):
        return [(name, getattr(value, name)) for name in _names(type(value))]
    raise TypeError(f"{path or kind}: expected a mapping or a {kind}, got {_kind(value)}")


@cache
def _names(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclass_fields(cls))


def _enum_number(descriptor: EnumDescriptor, value: Any, path: str) -> int:
    name = value.value if isinstance(value, Enum) else value
    if isinstance(name, str):
        known = descriptor.values_by_name.get(enum_prefix(descriptor) + name.upper())
        if known is not None:
            return int(known.number)
    prefix = enum_prefix(descriptor)
    names = ", ".join(v.name.removeprefix(prefix) for v in descriptor.values if v.number != 0)
    raise ValueError(f"{path}: expected one of {names}, got {value!r}")


def _scalar(kind: int, is_bytes: bool, value: Any, path: str) -> Any:
    if kind == Kinds.CPPTYPE_BOOL:
        right, expected = isinstance(value, bool), "true or false"
    elif kind == Kinds.CPPTYPE_STRING:
        wanted = bytes if is_bytes else str
        right, expected = isinstance(value, wanted), "bytes" if wanted is bytes else "a text"
    elif kind in _BOUNDS:
        right, expected = isinstance(value, int) and not isinstance(value, bool), "a whole number"
        low, high = _BOUNDS[kind]
        if right and not low <= value <= high:
            raise ValueError(f"{path}: expected a number from {low} to {high}, got {value}")
    else:
        right, expected = isinstance(value, int | float) and not isinstance(value, bool), "a number"
    if not right:
        raise TypeError(f"{path}: expected {expected}, got {_kind(value)}")
    return _unicode(value, path) if isinstance(value, str) else value


def _unknown(path: str, name: str, known: Any) -> str:
    close = difflib.get_close_matches(str(name), list(known), n=1)
    hint = f"; did you mean {close[0]}?" if close else f"; known are {', '.join(known)}"
    where = f"{path}: " if path else ""
    return f"{where}unknown field {name!r}{hint}"


def _kind(value: Any) -> str:
    return f"{type(value).__name__} {value!r}" if isinstance(value, str | int | float) else type(value).__name__
