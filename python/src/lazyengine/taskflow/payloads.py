"""Results of any Python type as payloads: what other processes can read where that is possible."""

from __future__ import annotations

import json
import logging
import pickle
import reprlib
from typing import Any

from lazyengine.message_bounds import PAYLOAD_BYTES
from lazyengine.payload import JSON_CONTENT_TYPE, Payload
from lazyengine.taskflow.value_encoding import encode_value

#: Of a value that only Python reads, and only a process that trusts whoever wrote it.
PICKLE_CONTENT_TYPE = "application/vnd.python.pickle"
#: Of a value that exists in the process alone that made it; what is kept says only what it looked like.
REPR_CONTENT_TYPE = "text/vnd.python.repr"

_REPR_CHARACTERS = 1_000

_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHORT.maxset = _SHORT.maxfrozenset = 20
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = _REPR_CHARACTERS

_log = logging.getLogger("lazyengine.taskflow")


def payload_of(value: Any) -> Payload | None:
    """The value as it is sent: JSON or MessagePack where they carry it, else a pickle, else its repr, which is cut.

    A way that makes more of it than a payload may have counts as none. Raises nothing, whatever the value does. The
    engine itself goes on with the value that it holds, whatever is stored.
    """
    if value is None:
        return None
    too_large = 0
    for written in (_portable, _pickled):
        try:
            payload = written(value)
        except Exception:  # noqa: S112 - the next way is tried, and the last one is always there
            continue
        if len(payload.data) <= PAYLOAD_BYTES:
            return payload
        too_large = too_large or len(payload.data)
    text = _looks_like(value)
    if too_large:
        _log.warning(
            "a value of type %s is kept on the server as its repr alone: it has %d bytes, a payload at most %d",
            type(value).__name__,
            too_large,
            PAYLOAD_BYTES,
        )
        text = f"{text} ({too_large} bytes, a payload has at most {PAYLOAD_BYTES})"
    return Payload(text.encode("utf-8", "backslashreplace"), REPR_CONTENT_TYPE)


def _portable(value: Any) -> Payload:
    encoded = encode_value(value)
    if isinstance(encoded, Payload):
        return encoded
    text = json.dumps(encoded, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Payload(text.encode(), JSON_CONTENT_TYPE)


def _pickled(value: Any) -> Payload:
    return Payload(pickle.dumps(value), PICKLE_CONTENT_TYPE)


def _looks_like(value: Any) -> str:
    """What `repr` says, of a value that is large or nested deep in part; where it cannot, why."""
    try:
        return _SHORT.repr(value)[:_REPR_CHARACTERS]
    except Exception as error:
        return f"<{type(value).__name__}: repr() of it raises {type(error).__name__}>"
