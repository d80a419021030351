"""Lets a program in another language use the asyncio client: asked and answered as contract_driver.py tells."""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
import threading
from collections.abc import Callable
from itertools import count
from typing import Any

from contract_driver import KINDS, STREAMS, UNARY, Params, native, plain, plain_fault, settings_of
from lazyengine import aio


class Driver:
    """Carries out requests, each as a task of the loop; `answer` is called once for each."""

    def __init__(self, answer: Callable[[Params], None]) -> None:
        self._answer = answer
        self._clients: dict[str, aio.Client] = {}
        self._streams: dict[str, Any] = {}
        self._ids = count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, request: Params) -> None:
        task = asyncio.get_running_loop().create_task(self._carry_out(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _carry_out(self, request: Params) -> None:
        answer: Params = {"id": request.get("id")}
        try:
            params = native(request.get("params") or {})
            answer["result"] = plain(await self._call(request["method"], request.get("client", "main"), params))
        except Exception as error:
            answer["error"] = plain_fault(error)
        self._answer(answer)

    async def _call(self, method: str, client_name: str, params: Params) -> Any:
        if method == "connect":
            self._clients[client_name] = aio.Client(**settings_of(params))
            return {}
        if method in ("next", "send", "close"):
            return await self._on_stream(method, self._streams[params.pop("stream")], params)
        client = self._clients[client_name]
        if method == "run":
            return (await client.run(**params)).started
        if method in ("result", "wait"):
            handle = client.flow(params["flow_id"], namespace=params.get("namespace"))
            return await getattr(handle, method)(params.get("timeout"))
        if method == "open":
            return {"stream": await self._open(client, params)}
        if method not in UNARY:
            raise ValueError(f"unknown method {method!r}")
        call = getattr(client, method)(**params)
        assert inspect.iscoroutine(call)
        return await call

    async def _open(self, client: aio.Client, params: Params) -> str:
        kind = params.pop("stream")
        if kind not in STREAMS:
            raise ValueError(f"unknown stream {kind!r}")
        if kind == "watch_flow":
            params.setdefault("reconnect", False)
        stream_id = f"s{next(self._ids)}"
        self._streams[stream_id] = await getattr(client, kind)(**params).__aenter__()
        return stream_id

    @staticmethod
    async def _on_stream(method: str, stream: Any, params: Params) -> Any:
        if method == "close":
            await stream.close()
            return {}
        if method == "send":
            ((kind, content),) = params.items()
            getattr(stream, kind)(**content)
            return {}
        frame = await anext(stream, None)
        return {"frame": None if frame is None else {KINDS[type(frame)]: frame}}


async def main() -> None:
    def answer(line: Params) -> None:
        sys.stdout.write(f"{json.dumps(line, ensure_ascii=True)}\n")
        sys.stdout.flush()

    loop = asyncio.get_running_loop()
    driver = Driver(answer)
    over = asyncio.Event()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(driver.take, json.loads(line))
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=read, daemon=True).start()
    await over.wait()
    await driver.close()


if __name__ == "__main__":
    asyncio.run(main())
