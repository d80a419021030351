"""What the real server lets a client of Python do: tokens that expire, verbs, JWTs, certificates that are renewed."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from certificates import Certificates, make_certificates
from lazyengine import Client, Executor, FlowSpec, LazyEngineError, Task, Tls
from real_server import RealServer
from scripted_server import WAIT

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


def test_a_token_is_held_to_its_verbs_and_namespaces(tmp_path: Path) -> None:
    path = tokens_file(tmp_path, "token: reader-0123456789abc, principal: reader, namespaces: [mine], verbs: [read]")
    with (
        serving(tmp_path, "--tokens", str(path)) as server,
        Client(server.target, token="reader-0123456789abc", namespace="mine") as client,
    ):
        assert list(client.iterate_flows()) == []
        with pytest.raises(LazyEngineError) as refused:
            client.run(ONE)
        assert (refused.value.reason, refused.value.metadata["verb"]) == ("PERMISSION_DENIED", "run")
        with (
            Client(server.target, token="reader-0123456789abc", namespace="other") as elsewhere,
            pytest.raises(LazyEngineError) as denied,
        ):
            elsewhere.get_flow_details("any")
        assert denied.value.metadata == {"namespace": "other", "verb": "read"}


def test_an_executor_and_a_watch_go_on_with_the_next_token(tmp_path: Path) -> None:
    until = int(time.time()) + 6
    keys, (first, following) = signed(tmp_path, good_claims(exp=until), good_claims())
    renewed = threading.Event()

    def token() -> str:
        if time.time() < until:
            return first
        renewed.set()
        return following

    runs: list[str] = []

    def work(task: Task) -> str:
        runs.append(task.name)
        assert renewed.wait(WAIT)
        return "done"

    with (
        serving(tmp_path, "--jwt-keys", str(keys), *ISSUER, "--jwt-clock-tolerance", "0s") as server,
        Client(server.target, token=token, namespace="mine") as client,
        Executor(client, {"work": work}),
    ):
        handle = client.run(ONE)
        with client.watch_flow(handle.flow_id) as watch:
            assert list(watch)
        assert handle.result(timeout=WAIT) == {"only": "done"}
    assert runs == ["only"]


def test_jwts_that_are_not_as_they_must_be_are_refused(tmp_path: Path) -> None:
    wrong = [
        good_claims(aud="another"),
        good_claims(iss="https://other.example"),
        good_claims(alg="none"),
        good_claims(alg="HS256"),
    ]
    keys, tokens = signed(tmp_path, good_claims(), good_claims(exp=int(time.time()) - 60), *wrong)

    good, *refused = tokens
    reasons = []
    with serving(tmp_path, "--jwt-keys", str(keys), *ISSUER) as server:
        with Client(server.target, token=good, namespace="mine") as client:
            assert client.get_server_info().store == "memory"
        for token in refused:
            with (
                Client(server.target, token=token, namespace="mine") as client,
                pytest.raises(LazyEngineError) as raised,
            ):
                client.get_server_info()
            assert raised.value.code is grpc.StatusCode.UNAUTHENTICATED
            reasons.append(raised.value.reason)
    assert reasons == ["TOKEN_EXPIRED"] + ["UNAUTHENTICATED"] * len(wrong)


def test_a_server_by_mutual_tls_renews_its_certificate(tmp_path: Path) -> None:
    sets = []
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        sets.append(make_certificates(tmp_path / name))
    before, after = sets
    used = tuple(tmp_path / name for name in ("used.pem", "used.key", "used-ca.pem"))

    def put(certificates: Certificates) -> None:
        for source, target in zip((*certificates.server, certificates.ca), used, strict=True):
            shutil.copy(source, f"{target}.next")
            Path(f"{target}.next").rename(target)

    def served(certificates: Certificates, own: Certificates | None) -> bool:
        chain, key = (None, None) if own is None else own.client
        with Client(server.target, tls=Tls(certificates.ca, chain, key), timeout=2) as client:
            try:
                return client.get_server_info().store == "memory"
            except LazyEngineError:
                return False

    put(before)
    options = ("--tls-cert", str(used[0]), "--tls-key", str(used[1]), "--tls-client-ca", str(used[2]))
    with serving(tmp_path, *options) as server:
        assert served(before, before)
        assert not served(before, None)
        assert not served(before, after)
        put(after)
        deadline = time.monotonic() + WAIT
        while not served(after, after):
            assert time.monotonic() < deadline, "the new certificate did not come into force"
        assert not served(after, before)
        assert not served(before, before)
