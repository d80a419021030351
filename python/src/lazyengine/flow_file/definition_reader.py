"""The tree of a flow file into a FlowSpec message, by walking the message's descriptor."""

from __future__ import annotations

from typing import Any

from lazyengine.flow_file.payload_values import read_payload, unknown_key
from lazyengine.flow_file.reading import Place, Reading
from lazyengine.flow_file.scalar_values import read_duration, read_enum, read_scalar, read_string
from lazyengine.message_reader import Descriptor, FieldDescriptor, is_map, is_repeated
from lazyengine.v1 import flow_spec_pb2

# The messages that may be written as one string, and the field which that string is.
_SHORT_FORMS = {"lazyengine.v1.Dependency": "task", "lazyengine.v1.Edge": "to"}


def read_definition(reading: Reading) -> flow_spec_pb2.FlowSpec:
    """The definition that the file holds. Raises FlowFileError at its first fault."""
    message = flow_spec_pb2.FlowSpec()
    _read_message(reading, reading.root(), message)
    return message


def _read_message(reading: Reading, place: Place, message: Any) -> None:
    descriptor: Descriptor = message.DESCRIPTOR
    node = place.node
    reading.refuse_tag(node, place.path)
    short = _SHORT_FORMS.get(descriptor.full_name)
    if short is not None and node.scalar == "string":
        setattr(message, short, read_string(reading, place))
        return
    if not descriptor.fields and node.scalar == "nothing":
        return
    for key, key_node, path, value in reading.entries(place):
        field = descriptor.fields_by_name.get(key)
        if field is None:
            raise reading.refusal(key_node, path, unknown_key(key, [known.name for known in descriptor.fields]))
        oneof = field.containing_oneof
        rival = message.WhichOneof(oneof.name) if oneof is not None else None
        if rival is not None:
            names = ", ".join(f"`{one.name}`" for one in oneof.fields)
            raise reading.refusal(key_node, path, f"`{key}` cannot stand beside `{rival}`: give one of {names}")
        _read_field(reading, value(), field, message)


def _read_field(reading: Reading, place: Place, field: FieldDescriptor, message: Any) -> None:
    node = place.node
    if is_map(field):
        reading.refuse_tag(node, place.path)
        for key, _, _, value in reading.entries(place):
            getattr(message, field.name)[key] = read_string(reading, value())
    elif is_repeated(field):
        reading.refuse_tag(node, place.path)
        lone = _takes_lone_item(field) and node.kind != "list" and node.scalar != "nothing"
        target = getattr(message, field.name)
        for item in [place] if lone else reading.items(place):
            if field.message_type is None:
                target.append(_read_single(reading, item, field))
            else:
                _read_into(reading, item, target.add())
    elif field.message_type is not None:
        target = getattr(message, field.name)
        target.SetInParent()
        _read_into(reading, place, target)
    else:
        setattr(message, field.name, _read_single(reading, place, field))


def _read_into(reading: Reading, place: Place, message: Any) -> None:
    kind = message.DESCRIPTOR.full_name
    if kind == "lazyengine.v1.Payload":
        message.CopyFrom(read_payload(reading, place))
    elif kind == "google.protobuf.Duration":
        message.CopyFrom(read_duration(reading, place))
    else:
        _read_message(reading, place, message)


def _read_single(reading: Reading, place: Place, field: FieldDescriptor) -> Any:
    if field.enum_type is not None:
        return read_enum(reading, place, field.enum_type)
    return read_scalar(reading, place, field.cpp_type)


def _takes_lone_item(field: FieldDescriptor) -> bool:
    return field.message_type is None or field.message_type.full_name in _SHORT_FORMS
