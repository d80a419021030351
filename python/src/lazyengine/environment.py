"""The client that a call uses: the one given, or one for the call alone, to the server that the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lazyengine.channel_settings import Tls
from lazyengine.client import Client


def client_settings() -> dict[str, Any]:
    """What a client is made with, as the variables of the `lazyengine` command say: LAZYENGINE_ADDRESS
    (127.0.0.1:50051 by default), LAZYENGINE_NAMESPACE, LAZYENGINE_TOKEN or LAZYENGINE_TOKEN_FILE, LAZYENGINE_TLS,
    LAZYENGINE_TLS_CA, LAZYENGINE_TLS_CLIENT_CERT, LAZYENGINE_TLS_CLIENT_KEY and LAZYENGINE_TLS_SERVER_NAME.
    """
    token_file = _variable("TOKEN_FILE")
    return {
        "target": _variable("ADDRESS") or "127.0.0.1:50051",
        "namespace": _variable("NAMESPACE") or "",
        "token": _variable("TOKEN") or (Path(token_file).read_text().strip() if token_file else None),
        "tls": _tls(),
    }


def client_from_environment() -> Client:
    """A client to the server that the environment names."""
    return Client(**client_settings())


@contextmanager
def connected(client: Client | None) -> Iterator[Client]:
    """The client given, left open, or one of the environment's, closed at the end."""
    if client is not None:
        yield client
        return
    with client_from_environment() as own:
        yield own


def _tls() -> Tls | bool:
    ca, cert, key = _variable("TLS_CA"), _variable("TLS_CLIENT_CERT"), _variable("TLS_CLIENT_KEY")
    server_name = _variable("TLS_SERVER_NAME")
    if ca or cert or server_name:
        return Tls(ca_file=ca, cert_file=cert, key_file=key, server_name=server_name)
    asked = _variable("TLS") or "false"
    if asked not in ("true", "false"):
        raise ValueError(f"LAZYENGINE_TLS: expected true or false, got {asked!r}")
    return asked == "true"


def _variable(name: str) -> str | None:
    return os.environ.get(f"LAZYENGINE_{name}") or None
