"""Native values to bytes and back, and the hook that changes them on the way."""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from lazyengine import Payload
from lazyengine.payload import PayloadConverter


@pytest.mark.parametrize("value", [True, 0, -1.5, "", "é\u2028", [], {}, {"a": [1, {"b": None}]}])
def test_a_json_value_comes_back_as_it_was(value: Any) -> None:
    message = PayloadConverter().encode(value)
    assert message.content_type == "application/json"
    assert PayloadConverter().decode(message) == value


def test_none_is_the_empty_payload() -> None:
    message = PayloadConverter().encode(None)
    assert (message.data, message.content_type) == (b"", "")
    assert PayloadConverter().decode(message) is None


def test_bytes_travel_as_a_payload_with_their_media_type() -> None:
    raw = Payload(b"\x89PNG", "image/png", {"width": "3"})
    assert PayloadConverter().decode(PayloadConverter().encode(raw)) == raw


def test_bytes_travel_as_octets() -> None:
    message = PayloadConverter().encode(b"\x00\x01")
    assert PayloadConverter().decode(message) == Payload(b"\x00\x01", "application/octet-stream")


def test_what_is_no_json_although_it_claims_to_be_comes_as_bytes() -> None:
    broken = Payload(b"{", "application/json; charset=utf-8")
    assert PayloadConverter().decode(PayloadConverter().encode(broken)) == broken


class Deflate:
    def encode(self, payload: Payload) -> Payload:
        return Payload(zlib.compress(payload.data), "application/zlib", {"of": payload.content_type})

    def decode(self, payload: Payload) -> Payload:
        if payload.content_type != "application/zlib":
            return payload
        return Payload(zlib.decompress(payload.data), payload.metadata["of"])


def test_a_codec_sees_every_payload_and_leaves_foreign_ones_alone() -> None:
    converter = PayloadConverter(Deflate())
    message = converter.encode({"text": "a" * 1_000})
    assert len(message.data) < 100
    assert message.content_type == "application/zlib"
    assert converter.decode(message) == {"text": "a" * 1_000}
    assert converter.decode(PayloadConverter().encode([1])) == [1]
