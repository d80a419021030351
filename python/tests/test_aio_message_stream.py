"""A stream of an event loop tells what the server ended it with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from lazyengine.aio.message_stream import MessageStream

ROUNDS = 20
LARGE = b"x" * 65_536


class _Ends(grpc.GenericRpcHandler):
    """Ends each stream while its client is still writing."""

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[Any, Any]:
        return grpc.stream_stream_rpc_method_handler(self._end)

    async def _end(self, frames: AsyncIterator[bytes], context: grpc.aio.ServicerContext[Any, Any]) -> None:
        await anext(aiter(frames))
        await context.abort(grpc.StatusCode.ABORTED, "taken over", (("why", "another"),))


async def _frames() -> AsyncIterator[bytes]:
    for _ in range(64):
        yield LARGE
        await asyncio.sleep(0)


async def test_a_write_that_fails_leaves_the_status_as_it_came() -> None:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((_Ends(),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            call: Any = channel.stream_stream("/any/method")
            for _ in range(ROUNDS):
                stream = MessageStream(call(_frames()))
                with pytest.raises(grpc.RpcError) as ended:
                    await stream.read()
                error = ended.value
                assert isinstance(error, grpc.aio.AioRpcError)
                assert error.code() is grpc.StatusCode.ABORTED
                assert error.details() == "taken over"
                assert dict(error.trailing_metadata())["why"] == "another"
                await stream.close()
    finally:
        await server.stop(0)
