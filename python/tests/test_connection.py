"""How a client proves itself and whom it trusts: tokens, TLS, client certificates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from certificates import Certificates, make_certificates
from lazyengine import Client, LazyEngineError, Tls
from lazyengine.channel_settings import is_loopback
from lazyengine.v1 import service_pb2
from scripted_server import ScriptedServer


def info(*_: Any) -> service_pb2.GetServerInfoResponse:
    return service_pb2.GetServerInfoResponse(version="1.2.3", server_time={"seconds": 1})


def test_a_token_travels_as_bearer_and_a_function_is_asked_for_each_call(scripted: ScriptedServer) -> None:
    scripted.on("GetServerInfo", info)
    tokens = iter(["one", "two"])
    with Client(scripted.target, token=lambda: next(tokens)) as client:
        client.get_server_info()
        client.get_server_info()
    assert [m["authorization"] for m in scripted.metadata] == ["Bearer one", "Bearer two"]


def test_a_token_is_not_sent_in_plaintext_to_another_machine() -> None:
    with pytest.raises(ValueError, match=r"a token would travel readable to engine\.example:50051"):
        Client("engine.example:50051", token="secret")
    Client("engine.example:50051", token="secret", tls=True).close()
    Client("engine.example:50051", token="secret", allow_plaintext_token=True).close()


@pytest.mark.parametrize(
    ("target", "loopback"),
    [
        ("127.0.0.1:1", True),
        ("127.9.9.9:1", True),
        ("localhost:1", True),
        ("[::1]:1", True),
        ("dns:///localhost:1", True),
        ("unix:/tmp/x.sock", True),
        ("10.0.0.1:1", False),
        ("localhost.example:1", False),
    ],
)
def test_a_target_is_loopback_or_not(target: str, loopback: bool) -> None:
    assert is_loopback(target) is loopback


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def mutual(certificates: Certificates) -> Iterator[ScriptedServer]:
    chain, key = certificates.server
    credentials = grpc.ssl_server_credentials(
        [(key.read_bytes(), chain.read_bytes())],
        root_certificates=certificates.ca.read_bytes(),
        require_client_auth=True,
    )
    server = ScriptedServer(credentials)
    server.on("GetServerInfo", info)
    yield server
    server.stop()


def test_client_and_server_know_each_other_by_certificate(mutual: ScriptedServer, certificates: Certificates) -> None:
    chain, key = certificates.client
    with Client(mutual.target, tls=Tls(certificates.ca, chain, key), token="secret") as client:
        assert client.get_server_info().version == "1.2.3"
    assert mutual.metadata[0]["authorization"] == "Bearer secret"


def test_a_server_that_is_not_trusted_is_not_spoken_to(mutual: ScriptedServer) -> None:
    with Client(mutual.target, tls=True) as client, pytest.raises(LazyEngineError) as raised:
        client.get_server_info(timeout=2)
    assert raised.value.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
    assert mutual.requests == []


def test_a_certificate_without_its_key_is_refused(certificates: Certificates) -> None:
    with pytest.raises(ValueError, match="cert_file and key_file belong together"):
        Client("localhost:1", tls=Tls(cert_file=certificates.client[0]))
