"""Results of any Python type as payloads: what other processes can read where that is possible."""

from __future__ import annotations

import pickle
from typing import Any

from lazyengine.payload import Payload
from lazyengine.taskflow.value_encoding import encode_value

#: Of a value that only Python reads, and only a process that trusts whoever wrote it.
PICKLE_CONTENT_TYPE = "application/vnd.python.pickle"
#: Of a value that exists in the process alone that made it; what is kept says only what it looked like.
REPR_CONTENT_TYPE = "text/vnd.python.repr"

_REPR_CHARACTERS = 1_000


def payload_of(value: Any) -> Any:
    """The value as a client sends it: JSON or MessagePack where they carry it, else a pickle, else its repr.

    The engine itself goes on with the value that it holds, whatever is stored.
    """
    try:
        return encode_value(value)
    except TypeError:
        pass
    try:
        return Payload(pickle.dumps(value), PICKLE_CONTENT_TYPE)
    except Exception:
        return Payload(repr(value)[:_REPR_CHARACTERS].encode(), REPR_CONTENT_TYPE)
