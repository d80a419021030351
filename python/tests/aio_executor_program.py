"""A program whose asyncio executor never finishes its task. Arguments: the server's target, the namespace."""

from __future__ import annotations

import asyncio
import sys

from lazyengine import aio


async def handler(task: aio.Task) -> None:
    sys.stdout.write(f"begun {task.task_id}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def main() -> None:
    async with aio.Client(sys.argv[1], namespace=sys.argv[2]) as client:
        await aio.Executor(client, {"t": handler}, lease_duration=2).run()


asyncio.run(main())
