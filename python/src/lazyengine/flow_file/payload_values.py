"""The payloads of a flow file: plain values, which become JSON, and raw bytes."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence

from lazyengine.flow_file.reading import Place, Reading
from lazyengine.flow_file.scalar_values import read_string, whole_number
from lazyengine.flow_file.suggestion import suggestion
from lazyengine.flow_file.text_tree import TextNode
from lazyengine.payload import JSON_CONTENT_TYPE
from lazyengine.v1 import payload_pb2

_RAW_KEY = "@payload"
_RAW_KEYS = ("base64", "content_type", "metadata")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DECIMAL = re.compile(r"([-+]?)([0-9]*)(?:\.([0-9]*))?([eE][-+]?[0-9]+)?")


def read_payload(reading: Reading, place: Place) -> payload_pb2.Payload:
    """The payload that stands here: JSON of the plain value, or the raw bytes."""
    node = place.node
    if node.tag == "!payload":
        return _read_raw(reading, place)
    reading.refuse_tag(node, place.path)
    raw = _find_raw(reading, place) if node.kind == "mapping" else None
    if raw is not None:
        reading.refuse_tag(raw.node, raw.path)
        return _read_raw(reading, raw)
    parts: list[str] = []
    _write_json(reading, place, parts)
    return payload_pb2.Payload(data="".join(parts).encode(), content_type=JSON_CONTENT_TYPE)


def unknown_key(key: str, known: Sequence[str]) -> str:
    """The message for a key that is not known here."""
    meant = suggestion(key, known)
    hint = f"did you mean `{meant}`?" if meant is not None else f"known are {', '.join(f'`{k}`' for k in known)}"
    return f"unknown key `{key}`; {hint}"


def _find_raw(reading: Reading, place: Place) -> Place | None:
    if not any(key.scalar == "string" and key.text == _RAW_KEY for key, _ in place.node.entries()):
        return None
    raw: Place | None = None
    for key, key_node, path, value in reading.entries(place):
        if raw is not None or key != _RAW_KEY:
            raise reading.refusal(key_node, path, f"`{_RAW_KEY}` cannot stand beside other keys")
        raw = value()
    return raw


def _read_raw(reading: Reading, place: Place) -> payload_pb2.Payload:
    data: bytes | None = None
    payload = payload_pb2.Payload()
    for key, key_node, path, value in reading.entries(place):
        if key == "base64":
            data = _read_base64(reading, value())
        elif key == "content_type":
            payload.content_type = read_string(reading, value())
        elif key == "metadata":
            notes = value()
            reading.refuse_tag(notes.node, notes.path)
            for name, _, _, note in reading.entries(notes):
                payload.metadata[name] = read_string(reading, note())
        else:
            raise reading.refusal(key_node, path, unknown_key(key, _RAW_KEYS))
    if data is None:
        raise reading.refusal(place.node, place.path, "a payload needs the key `base64`")
    payload.data = data
    return payload


def _read_base64(reading: Reading, place: Place) -> bytes:
    node = place.node
    reading.refuse_tag(node, place.path)
    text = re.sub(r"[ \t\r\n]", "", node.text)
    # A plain `1234` is base64 too, but reads as a number: what is meant must be said.
    if node.scalar != "string" or _BASE64.fullmatch(text) is None:
        raise reading.expected(place, "base64")
    return base64.b64decode(text)


def _write_json(reading: Reading, place: Place, parts: list[str]) -> None:
    node = place.node
    reading.refuse_tag(node, place.path)
    if node.kind == "scalar":
        parts.append(_scalar_json(reading, place, node))
        return
    separator = ""
    if node.kind == "list":
        parts.append("[")
        for item in reading.items(place):
            parts.append(separator)
            _write_json(reading, item, parts)
            separator = ","
        parts.append("]")
        return
    parts.append("{")
    for key, _, _, value in reading.entries(place):
        parts += (separator, json.dumps(key, ensure_ascii=False), ":")
        _write_json(reading, value(), parts)
        separator = ","
    parts.append("}")


def _scalar_json(reading: Reading, place: Place, node: TextNode) -> str:
    match node.scalar:
        case "nothing":
            return "null"
        case "boolean":
            return node.text.lower()
        case "string":
            return json.dumps(reading.well_formed(node, place.path, node.text), ensure_ascii=False)
        case "not finite":
            raise reading.refusal(node, place.path, f"{node.text} has no form in JSON")
        case "integer" if node.text.startswith(("0x", "0o")):
            return _digits(whole_number(node.text))
        case _:
            return _decimal(node.text)


def _decimal(text: str) -> str:
    """A decimal number in JSON's grammar, digit for digit as it was written."""
    match = _DECIMAL.fullmatch(text)
    sign, whole, fraction, exponent = match.groups(default="") if match else ("", "", "", "")
    sign = "-" if sign == "-" else ""
    return f"{sign}{whole.lstrip('0') or '0'}{f'.{fraction}' if fraction else ''}{exponent}"


def _digits(value: int) -> str:
    """The decimal digits of a number of any length; Python alone refuses to write thousands of them."""
    step = 10**4_000
    parts: list[str] = []
    while value >= step:
        value, rest = divmod(value, step)
        parts.append(f"{rest:04000d}")
    return str(value) + "".join(reversed(parts))
