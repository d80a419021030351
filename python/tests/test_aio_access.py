"""What the real server lets the asyncio client do: tokens that expire, verbs, certificates that are renewed."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import grpc
import pytest

from access_files import ISSUER, ONE, UsedCertificates, good_claims, serving, signed, tokens_file
from certificates import Certificates, make_certificates
from lazyengine import LazyEngineError, Tls, aio
from scripted_server import WAIT


async def test_a_token_is_held_to_its_verbs_and_namespaces(tmp_path: Path) -> None:
    token = "reader-0123456789abc"
    path = tokens_file(tmp_path, f"token: {token}, principal: reader, namespaces: [mine], verbs: [read]")
    with serving(tmp_path, "--tokens", str(path)) as server:
        async with aio.Client(server.target, token=token, namespace="mine") as client:
            assert [flow async for flow in client.iterate_flows()] == []
            with pytest.raises(LazyEngineError) as refused:
                await client.run(ONE)
            assert (refused.value.reason, refused.value.metadata["verb"]) == ("PERMISSION_DENIED", "run")
            with pytest.raises(LazyEngineError) as not_theirs:
                await anext(aiter(client.watch_ready_tasks(["work"])))
            assert not_theirs.value.reason == "PERMISSION_DENIED"
        async with aio.Client(server.target, token=token, namespace="other") as elsewhere:
            with pytest.raises(LazyEngineError) as denied:
                await elsewhere.get_flow_details("any")
            assert denied.value.metadata == {"namespace": "other", "verb": "read"}
        async with aio.Client(server.target, namespace="mine") as unknown:
            with pytest.raises(LazyEngineError) as nobody:
                await unknown.get_flow_details("any")
            assert nobody.value.code is grpc.StatusCode.UNAUTHENTICATED


async def test_an_executor_and_a_watch_go_on_with_the_next_token(tmp_path: Path) -> None:
    until = int(time.time()) + 6
    keys, (first, following) = signed(tmp_path, good_claims(exp=until), good_claims())
    renewed = asyncio.Event()

    def token() -> str:
        if time.time() < until:
            return first
        renewed.set()
        return following

    runs: list[str] = []

    async def work(task: aio.Task) -> str:
        runs.append(task.name)
        await asyncio.wait_for(renewed.wait(), WAIT)
        return "done"

    options = ("--jwt-keys", str(keys), *ISSUER, "--jwt-clock-tolerance", "0s")
    with serving(tmp_path, *options) as server:
        async with (
            aio.Client(server.target, token=token, namespace="mine") as client,
            aio.Executor(client, {"work": work}),
        ):
            handle = await client.run(ONE)
            async with client.watch_flow(handle.flow_id) as watch:
                assert [frame async for frame in watch]
            assert await handle.result(timeout=WAIT) == {"only": "done"}
    assert runs == ["only"]


async def test_a_server_by_mutual_tls_renews_its_certificate(tmp_path: Path) -> None:
    sets = []
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        sets.append(make_certificates(tmp_path / name))
    before, after = sets
    used = UsedCertificates(tmp_path)

    async def served(certificates: Certificates, own: Certificates | None) -> bool:
        chain, key = (None, None) if own is None else own.client
        async with aio.Client(server.target, tls=Tls(certificates.ca, chain, key), timeout=2) as client:
            try:
                return (await client.get_server_info()).store == "memory"
            except LazyEngineError:
                return False

    used.put(before)
    with serving(tmp_path, *used.options) as server:
        assert await served(before, before)
        assert not await served(before, None)
        assert not await served(before, after)
        used.put(after)
        deadline = time.monotonic() + WAIT
        while not await served(after, after):
            assert time.monotonic() < deadline, "the new certificate did not come into force"
        assert not await served(after, before)
        assert not await served(before, before)
