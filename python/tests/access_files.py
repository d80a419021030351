"""What tests of access give to a server: files of tokens and keys, signed tokens, certificates that are renewed."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from certificates import Certificates
from lazyengine import FlowSpec
from real_server import RealServer

ONE = FlowSpec("one").task("only", type="work")
ISSUER = ("--jwt-issuer", "https://issuer.example", "--jwt-audience", "lazyengine-test")


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[RealServer]:
    server = RealServer(folder / "stderr.log", options=options)
    try:
        yield server
    finally:
        server.stop()


def tokens_file(folder: Path, *entries: str) -> Path:
    path = folder / "tokens.yaml"
    path.write_text("tokens:\n" + "".join(f"  - {{ {entry} }}\n" for entry in entries))
    return path


def good_claims(**others: Any) -> dict[str, Any]:
    return {
        "iss": "https://issuer.example",
        "aud": "lazyengine-test",
        "sub": "alice",
        "exp": int(time.time()) + 60,
        "lazyengine": {"namespaces": ["mine"]},
    } | others


def signed(folder: Path, *claims: dict[str, Any]) -> tuple[Path, list[str]]:
    """A file of keys, and a token for each of the claims."""
    keys = folder / "keys.json"
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: no tokens")
    done = subprocess.run(
        [node, str(Path(__file__).with_name("sign-tokens.mjs")), str(keys)],
        input=json.dumps(claims),
        capture_output=True,
        text=True,
        check=True,
    )
    tokens: list[str] = json.loads(done.stdout)
    return keys, tokens


class UsedCertificates:
    """The files that a server was given, in which one set takes the place of another."""

    def __init__(self, folder: Path) -> None:
        self._files = tuple(folder / name for name in ("used.pem", "used.key", "used-ca.pem"))

    @property
    def options(self) -> tuple[str, ...]:
        certificate, key, ca = map(str, self._files)
        return ("--tls-cert", certificate, "--tls-key", key, "--tls-client-ca", ca)

    def put(self, certificates: Certificates) -> None:
        for source, target in zip((*certificates.server, certificates.ca), self._files, strict=True):
            shutil.copy(source, f"{target}.next")
            Path(f"{target}.next").rename(target)
