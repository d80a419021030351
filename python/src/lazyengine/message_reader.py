"""Turns messages into the package's values: one function per message class, made once from its descriptor."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from typing import Any

from google.protobuf.message import Message

from lazyengine.durations import moment, span
from lazyengine.errors import LazyEngineError, error_from_status
from lazyengine.payload import PayloadConverter
from lazyengine.session_values import CompletionVerdict
from lazyengine.value_types import ENUM_CLASSES, VALUE_CLASSES

_Read = Callable[[Any], Any]
# Descriptors have other classes and other attributes in each runtime of protobuf than in its stubs.
Descriptor = Any
EnumDescriptor = Any
FieldDescriptor = Any


class MessageReader:
    """Reads messages; payloads through the given converter, so that they arrive as native values.

    A field that is absent is None; an empty list or map is empty; an enum value that this version does not know is
    UNSPECIFIED; a field that its class does not have is left out.
    """

    def __init__(self, payloads: PayloadConverter) -> None:
        self._readers: dict[str, _Read] = {
            "google.protobuf.Timestamp": moment,
            "google.protobuf.Duration": span,
            "google.rpc.Status": read_status,
            "lazyengine.v1.Payload": payloads.decode,
            "lazyengine.v1.CompletionVerdict": self._read_verdict,
        }
        self._making: set[str] = set()
        self._lock = threading.RLock()

    def read(self, message: Message) -> Any:
        """The value of a message."""
        return self._reader(message.DESCRIPTOR)(message)

    def read_frame(self, message: Message) -> Any:
        """The value of what a stream's frame holds, None for a kind of frame that this version does not know."""
        kind = message.WhichOneof("frame")
        return None if kind is None else self.read(getattr(message, kind))

    def _reader(self, descriptor: Descriptor) -> _Read:
        reader = self._readers.get(descriptor.full_name)
        return self._new_reader(descriptor) if reader is None else reader

    def _new_reader(self, descriptor: Descriptor) -> _Read:
        """Made by one thread, while others that need one wait: a half-made reader is seen by nobody."""
        name = descriptor.full_name
        with self._lock:
            if name in self._making:
                # A message may hold messages of its own kind, whose reader is looked up when one comes.
                return self.read
            if name not in self._readers:
                self._making.add(name)
                try:
                    self._readers[name] = self._make_reader(descriptor)
                finally:
                    self._making.discard(name)
            return self._readers[name]

    def _make_reader(self, descriptor: Descriptor) -> _Read:
        cls = VALUE_CLASSES[descriptor.name]
        known = {field.name for field in dataclass_fields(cls)}
        fields = [field for field in descriptor.fields if field.name in known]
        made = {field.name: make for field in fields if (make := _collection(field)) is not None}
        absent = {field.name: self._absent(field) for field in fields if field.name not in made}
        readers = {field.number: (field.name, self._field_reader(field)) for field in fields}

        def read(message: Any) -> Any:
            # Most fields of most messages are absent.
            values = dict(absent)
            for name, make in made.items():
                values[name] = make()
            for field, value in message.ListFields():
                found = readers.get(field.number)
                if found is not None:
                    values[found[0]] = found[1](value)
            return cls(**values)

        return read

    def _field_reader(self, field: FieldDescriptor) -> _Read:
        if is_map(field):
            read_entry = self._value_reader(field.message_type.fields_by_name["value"])
            return lambda entries: {key: read_entry(value) for key, value in entries.items()}
        read_value = self._value_reader(field)
        if not is_repeated(field):
            return read_value
        collect = _collection(field) or tuple
        return lambda values: collect(read_value(value) for value in values)

    def _absent(self, field: FieldDescriptor) -> Any:
        """What a field is that was not set, of those that are not made anew each time."""
        if is_repeated(field):
            return ()
        return None if field.has_presence else self._value_reader(field)(field.default_value)

    def _value_reader(self, field: FieldDescriptor) -> _Read:
        if field.message_type is not None:
            return self._reader(field.message_type)
        if field.enum_type is not None:
            return _enum_reader(field.enum_type)
        return _as_it_is

    def _read_verdict(self, message: Any) -> CompletionVerdict:
        answer = self.read(message.answer) if message.HasField("answer") else None
        return CompletionVerdict(error=read_status(message.status), answer=answer)


def is_repeated(field: FieldDescriptor) -> bool:
    """True for lists and maps. `label` is gone from newer runtimes, `is_repeated` not yet in older ones."""
    known: bool | None = getattr(field, "is_repeated", None)
    return bool(field.label == field.LABEL_REPEATED) if known is None else known


def is_map(field: FieldDescriptor) -> bool:
    """True for map fields."""
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


def _collection(field: FieldDescriptor) -> type[dict[Any, Any]] | type[list[Any]] | None:
    """What is made anew for each value, since its owner may change it; None of what nobody changes."""
    if is_map(field):
        return dict
    # A definition is the one value that its owner goes on changing.
    return list if is_repeated(field) and field.containing_type.name == "FlowSpec" else None


def enum_prefix(descriptor: EnumDescriptor) -> str:
    """What the names of an enum's values begin with."""
    return str(descriptor.values_by_number[0].name).removesuffix("UNSPECIFIED")


def _enum_reader(descriptor: EnumDescriptor) -> _Read:
    cls, prefix = ENUM_CLASSES[descriptor.name], enum_prefix(descriptor)
    members = cls.__members__
    by_number = {
        value.number: members[value.name.removeprefix(prefix)]
        for value in descriptor.values
        if value.name.removeprefix(prefix) in members
    }
    unspecified = members["UNSPECIFIED"]
    return lambda number: by_number.get(number, unspecified)


def read_status(status: Any) -> LazyEngineError | None:
    """The error that a `google.rpc.Status` tells of, None where it is OK."""
    return None if status.code == 0 else error_from_status(status)


def _as_it_is(value: Any) -> Any:
    return value
