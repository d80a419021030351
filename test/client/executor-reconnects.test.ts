// When an executor opens its stream again: however it was lost, and the later the sooner the last ones broke.

import { EventEmitter, once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { Executor } from "../../src/client/index.js";
import { startRealServer } from "./real-server.js";
import { scriptedSession, silentLog } from "./scripted-session.js";

test("an executor whose token cannot be had for a while goes on once it can", async () => {
  const server = await startRealServer();
  const happened = new EventEmitter();
  let missing = false;
  const token = (): string => {
    if (missing) throw new Error("ENOENT: the file is being replaced");
    return "a-token-of-20-letters";
  };
  const tell = (message: string, fields?: unknown): boolean => happened.emit(message, fields);
  const executor = new Executor({
    client: server.client({ token }),
    handlers: { work: () => "done" },
    log: { ...silentLog, info: tell, warn: tell },
    reconnect: { initialMs: 1, maxMs: 5 },
  });
  await executor.start();

  const refused = once(happened, "cannot connect");
  missing = true;
  await server.stop();
  expect((await refused)[0].error).toMatchObject({ message: "Error: ENOENT: the file is being replaced" });
  await server.start();

  const again = once(happened, "connected");
  missing = false;
  await again;
  await executor.drain();
});

test("streams that break as soon as they are there are opened ever more seldom", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.999); // the longest of the waits that jitter chooses from
  onTestFinished(() => void vi.restoreAllMocks());
  const session = await scriptedSession({
    handlers: { work: () => "done" },
    reconnect: { initialMs: 1, maxMs: 5_000 },
  });
  const openedAt: number[] = [];
  for (let opened = 0; opened < 10; opened += 1) {
    const stream = await session.stream();
    openedAt.push(performance.now());
    stream.opened();
    stream.refuse({ code: "UNAVAILABLE" });
  }
  // The last wait is one of 256 ms, and would be one of 1 ms were each stream the first.
  expect((openedAt.at(-1) ?? 0) - (openedAt.at(-2) ?? 0)).toBeGreaterThan(200);
});
