"""What stands between native values and the bytes that travel: JSON by default, raw bytes, a hook for encryption."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from lazyengine.v1 import payload_pb2

JSON_CONTENT_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes with their media type, for what is not a JSON value. Given wherever a native value is taken; what arrives
    with a media type other than JSON comes as one.
    """

    data: bytes = b""
    content_type: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


class PayloadCodec(Protocol):
    """Changes payloads on their way out and back on their way in: encryption, compression.

    `decode(encode(p)) == p`; `decode` also meets payloads that were written without the codec and returns them as they
    are (mark yours in `metadata`). A codec that is not deterministic makes repeats of one outcome look different: they
    are then told by request_id and claim token alone. The server can read only payloads that stay JSON.
    """

    def encode(self, payload: Payload) -> Payload:
        """Return what is to be sent."""
        ...

    def decode(self, payload: Payload) -> Payload:
        """Return what `encode` was given."""
        ...


class PayloadConverter:
    """Native values to payload messages and back, through the codec where there is one."""

    def __init__(self, codec: PayloadCodec | None = None) -> None:
        self._codec = codec

    def encode(self, value: Any) -> payload_pb2.Payload:
        """JSON for a native value, octets for bytes, a `Payload` as it is. `None` is the empty payload.

        Raises TypeError for what JSON cannot express, ValueError for NaN and infinities.
        """
        return self._message(value, self._codec)

    def encode_plain(self, value: Any) -> payload_pb2.Payload:
        """As `encode`, but without the codec: for what the engine itself reads."""
        return self._message(value, None)

    def _message(self, value: Any, codec: PayloadCodec | None) -> payload_pb2.Payload:
        if isinstance(value, payload_pb2.Payload):
            return value
        payload = value if isinstance(value, Payload) else _payload(value)
        if codec is not None:
            payload = codec.encode(payload)
        return payload_pb2.Payload(
            data=payload.data, content_type=payload.content_type, metadata=dict(payload.metadata)
        )

    def decode(self, message: payload_pb2.Payload) -> Any:
        """The native value of a JSON payload, `None` for the empty one, otherwise, and where the bytes are no JSON
        although they claim to be, a `Payload`.
        """
        return self.native(Payload(bytes(message.data), message.content_type, dict(message.metadata)))

    def native(self, payload: Payload) -> Any:
        """As `decode`, for a payload as it came."""
        if self._codec is not None:
            payload = self._codec.decode(payload)
        if not payload.data and not payload.content_type:
            return None
        if payload.content_type.partition(";")[0] == JSON_CONTENT_TYPE:
            try:
                return json.loads(payload.data)
            except ValueError:
                # Not what it claims to be: the caller gets the bytes.
                return payload
        return payload


class RawPayloads(PayloadConverter):
    """Leaves what comes in as it came: to be made native later, or never."""

    def decode(self, message: payload_pb2.Payload) -> Payload:
        """The payload, byte for byte."""
        return Payload(bytes(message.data), message.content_type, dict(message.metadata))


def _payload(value: Any) -> Payload:
    if value is None:
        return Payload()
    if isinstance(value, bytes | bytearray | memoryview):
        return Payload(bytes(value), "application/octet-stream")
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Payload(text.encode(), JSON_CONTENT_TYPE)
