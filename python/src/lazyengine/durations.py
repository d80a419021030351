"""Durations and times between Python and the contract's messages."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta, timezone

from google.protobuf.duration_pb2 import Duration as DurationMessage
from google.protobuf.timestamp_pb2 import Timestamp as TimestampMessage

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# As protobuf bounds a Duration: some 10,000 years.
_LONGEST_SECONDS = 315_576_000_000
_TEXT = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400}


def as_timedelta(value: timedelta | float | str) -> timedelta:
    """A duration from a timedelta, a number of seconds or a text such as `250ms`, `30s`, `5m`, `2h`, `1d`.

    Raises ValueError for a text of another form and for numbers that are not finite, TypeError for anything else.
    """
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str):
        match = _TEXT.fullmatch(value)
        if match is None:
            raise ValueError(f"expected a duration such as 250ms, 30s, 5m, 2h or 1d, got {value!r}")
        return _bounded(float(match[1]) * _SECONDS[match[2]], value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"expected a duration (seconds or a timedelta), got {type(value).__name__}")
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number of seconds, got {value}")
    return _bounded(value, value)


def _bounded(seconds: float, value: float | str) -> timedelta:
    if abs(seconds) > _LONGEST_SECONDS:
        raise ValueError(f"expected at most {_LONGEST_SECONDS} seconds, got {value}")
    return timedelta(seconds=seconds)


def duration_message(value: timedelta | float | str) -> DurationMessage:
    """The message of a duration; see `as_timedelta` for what is taken."""
    message = DurationMessage()
    message.FromTimedelta(as_timedelta(value))
    return message


def timestamp_message(value: datetime | str) -> TimestampMessage:
    """The message of a moment: a datetime with a timezone, or RFC 3339 text. Raises ValueError without a timezone."""
    if isinstance(value, str):
        value = _datetime(value)
    if not isinstance(value, datetime):
        raise TypeError(f"expected a datetime, got {type(value).__name__}")
    if value.tzinfo is None:
        raise ValueError(f"expected a datetime with a timezone, got {value.isoformat()}")
    since = value - _EPOCH
    return TimestampMessage(seconds=since.days * 86_400 + since.seconds, nanos=since.microseconds * 1_000)


def _datetime(text: str) -> datetime:
    try:
        # fromisoformat takes the Z only from Python 3.11 on.
        return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)
    except ValueError:
        raise ValueError(f"expected a datetime or a text such as 2030-01-31T09:00:00Z, got {text!r}") from None


def moment(message: TimestampMessage) -> datetime:
    """The moment of a timestamp, in UTC, to the microsecond."""
    return _EPOCH + timedelta(seconds=message.seconds, microseconds=message.nanos // 1_000)


def span(message: DurationMessage) -> timedelta:
    """The length of a duration, to the microsecond."""
    return timedelta(seconds=message.seconds, microseconds=int(message.nanos / 1_000))
