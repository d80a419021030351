"""What tests of the asyncio executor share: a handler that a test holds in its hand, a server's frames awaited."""

from __future__ import annotations

import asyncio
from typing import Any

from lazyengine import aio
from scripted_server import WAIT, Conversation, ScriptedServer


class Gate:
    """A handler that says when it began and waits until it is let go."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[aio.Task] = asyncio.Queue()
        self.go = asyncio.Event()
        self.tasks: list[aio.Task] = []
        self.was_cancelled = False

    async def __call__(self, task: aio.Task) -> str:
        self.tasks.append(task)
        self.begun.put_nowait(task)
        try:
            await asyncio.wait_for(self.go.wait(), WAIT)
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return f"done {task.task_id}"

    async def wait_begun(self) -> aio.Task:
        return await asyncio.wait_for(self.begun.get(), WAIT)


async def nothing(_task: aio.Task) -> None:
    """A handler that does nothing."""


async def next_stream(scripted: ScriptedServer) -> Conversation:
    return await asyncio.to_thread(scripted.next_stream)


async def opened(scripted: ScriptedServer, **granted: Any) -> Conversation:
    stream = await next_stream(scripted)
    await asyncio.to_thread(stream.open, **granted)
    return stream


async def receive(stream: Conversation, kind: str) -> Any:
    return await asyncio.to_thread(stream.receive, kind)
