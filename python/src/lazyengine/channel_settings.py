"""How a server is reached: target, TLS, bearer token, and the options that keep long streams healthy."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc

from lazyengine.tracing import active_traceparent
from lazyengine.version import __version__

Token = str | Callable[[], str]

_OPTIONS: list[tuple[str, int | str]] = [
    # Repeats are decided here, where the reasons are read, not in the transport.
    ("grpc.enable_retries", 0),
    # A server that was restarted is found again within these bounds, not after minutes.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # A connection that went dead without a word is noticed while a stream waits on it.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.max_receive_message_length", 32 * 1024 * 1024),
    ("grpc.primary_user_agent", f"lazyengine-python/{__version__}"),
]


@dataclass(frozen=True, slots=True)
class Tls:
    """How to trust and be trusted. Files are PEM; without `ca_file` the system's authorities are trusted;
    `cert_file` and `key_file` together present the client's own certificate; `server_name` is expected in the server's
    certificate instead of the target's host.
    """

    ca_file: str | Path | None = None
    cert_file: str | Path | None = None
    key_file: str | Path | None = None
    server_name: str | None = None


class ChannelSettings:
    """All that a channel is opened with, and the metadata that each call carries."""

    def __init__(
        self,
        target: str,
        *,
        tls: Tls | bool = False,
        token: Token | None = None,
        allow_plaintext_token: bool = False,
    ) -> None:
        if token is not None and not tls and not allow_plaintext_token and not is_loopback(target):
            raise ValueError(
                f"a token would travel readable to {target}: use tls, "
                "or allow_plaintext_token where the network is trusted"
            )
        self.target = target
        self._token = token
        used = Tls() if tls is True else tls or None
        # None = plaintext.
        self.credentials = None if used is None else _credentials(used)
        named = [("grpc.ssl_target_name_override", used.server_name)] if used and used.server_name else []
        self.options: list[tuple[str, int | str]] = [*_OPTIONS, *named]

    def metadata(self, trace_context: str = "") -> list[tuple[str, str]]:
        """What a call carries beside its request. A token that is a function is asked anew for each call."""
        pairs: list[tuple[str, str]] = []
        if self._token is not None:
            token = self._token if isinstance(self._token, str) else self._token()
            pairs.append(("authorization", f"Bearer {token}"))
        traceparent = trace_context or active_traceparent()
        if traceparent:
            pairs.append(("traceparent", traceparent))
        return pairs


def is_loopback(target: str) -> bool:
    """True where the target names this machine, or a Unix socket on it."""
    if target.startswith("unix:"):
        return True
    host = target.rsplit("/", 1)[-1].rsplit(":", 1)[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _credentials(tls: Tls) -> grpc.ChannelCredentials:
    if (tls.cert_file is None) != (tls.key_file is None):
        raise ValueError("cert_file and key_file belong together: only one of them is given")
    return grpc.ssl_channel_credentials(
        root_certificates=_read(tls.ca_file),
        private_key=_read(tls.key_file),
        certificate_chain=_read(tls.cert_file),
    )


def _read(path: str | Path | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()
