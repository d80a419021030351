"""What the real server lets a client of Python do: tokens that expire, verbs, JWTs, certificates that are renewed."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import grpc
import pytest

from access_files import ISSUER, ONE, UsedCertificates, good_claims, serving, signed, tokens_file
from certificates import Certificates, make_certificates
from lazyengine import Client, Executor, LazyEngineError, Task, Tls
from scripted_server import WAIT


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
    used = UsedCertificates(tmp_path)

    def served(certificates: Certificates, own: Certificates | None) -> bool:
        chain, key = (None, None) if own is None else own.client
        with Client(server.target, tls=Tls(certificates.ca, chain, key), timeout=2) as client:
            try:
                return client.get_server_info().store == "memory"
            except LazyEngineError:
                return False

    used.put(before)
    with serving(tmp_path, *used.options) as server:
        assert served(before, before)
        assert not served(before, None)
        assert not served(before, after)
        used.put(after)
        deadline = time.monotonic() + WAIT
        while not served(after, after):
            assert time.monotonic() < deadline, "the new certificate did not come into force"
        assert not served(after, before)
        assert not served(before, before)
