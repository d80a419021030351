// What an executor tells of its connection, and what calls say where no server answers.

import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { Executor, type ExecutorLog, LazyEngineError } from "../../src/client/index.js";
import { startRealServer } from "./real-server.js";

test("an executor tells once that no connection comes about, that it stands, and that it is gone", async () => {
  const server = await startRealServer();
  await server.stop();
  const told: string[] = [];
  const happened = new EventEmitter();
  const tell = (message: string, fields?: Readonly<Record<string, unknown>>): void => {
    told.push(message);
    happened.emit(message, fields);
  };
  const log: ExecutorLog = { debug: tell, info: tell, warn: tell, error: tell };
  const executor = new Executor({
    client: server.client(),
    handlers: { work: () => "done" },
    log,
    reconnect: { initialMs: 1, maxMs: 5 },
  });

  const refused = once(happened, "cannot connect");
  const started = executor.start();
  expect((await refused)[0].error).toMatchObject({
    code: "UNAVAILABLE",
    reason: "",
    message: `no answer from ${server.address}: connect ECONNREFUSED ${server.address}`,
  });
  expect(executor.connected).toBe(false);

  await server.start();
  await started;
  expect(executor.connected).toBe(true);

  const gone = once(happened, "cannot connect");
  await server.stop();
  await gone;
  expect(executor.connected).toBe(false);
  await executor.drain();
  expect(told).toEqual(["cannot connect", "connected", "disconnected", "cannot connect"]);
});

test("a call that no server answers names the address, and has no reason", async () => {
  const server = await startRealServer();
  await server.stop();
  const refusal = await server
    .client({ retry: false })
    .getServerInfo()
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(LazyEngineError);
  expect(refusal).toMatchObject({
    code: "UNAVAILABLE",
    reason: "",
    message: `no answer from ${server.address}: connect ECONNREFUSED ${server.address}`,
  });
});
