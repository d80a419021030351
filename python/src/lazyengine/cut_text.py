"""Texts of anybody's making, brought to what a message may carry."""

from __future__ import annotations


def cut(text: str, size: int) -> str:
    """At most so many bytes of UTF-8, never half a character; what UTF-8 cannot carry becomes a question mark."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def text_of(told: object) -> str:
    """What an exception, or anything else, says; where it cannot say it, that, and the name of its class."""
    try:
        return str(told)
    except BaseException as why:
        return f"{type(told).__name__}: its text cannot be had, as str() of it raises {type(why).__name__}"
