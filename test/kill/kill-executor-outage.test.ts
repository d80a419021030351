// The only server is killed and away for longer than an executor's lease: it finds the session alive, as nobody was there to
// end it, and waits for that executor alone. So what its handlers gave up meanwhile has to be given back.
import { EventEmitter, once } from "node:events";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { Client, Executor, type TaskContext } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { silentLog } from "../client/scripted-session.js";
import { testDatabase } from "../mongod/database.js";
import { endServers, serve } from "./serving.js";

afterAll(endServers);

test.each([
  ["gives up when it is told", false],
  ["fails once the server is back", true],
])("a task whose handler %s in an outage longer than the lease is done all the same", async (_what, waits) => {
  const { uri, dbName } = testDatabase();
  const server = await serve(uri, dbName);
  const client = new Client({ address: server.address, retry: { initialMs: 50, maxMs: 500 } });
  const begun = new Latch();
  const told = new Latch();
  const back = new Latch();
  const happened = new EventEmitter();
  let calls = 0;
  const work = async ({ signal }: TaskContext): Promise<string> => {
    calls += 1;
    if (calls > 1) return "done";
    const aborted = once(signal, "abort");
    begun.open();
    await aborted;
    told.open();
    if (waits) await back.promise;
    throw signal.reason;
  };
  const executor = new Executor({
    client,
    log: { ...silentLog, info: (message) => happened.emit(message) },
    leaseDuration: "1s",
    maxInFlight: 1,
    handlers: { work: (_task, context) => work(context) },
    reconnect: { initialMs: 50, maxMs: 100 },
  });
  onTestFinished(async () => {
    await executor.drain({ deadline: 0 });
    client.close();
  });
  await executor.start();
  const { sessionId } = executor;
  const flow = await client.run({ tasks: [{ name: "t", type: "work", retry: { maxAttempts: 1 } }] });
  await begun.promise;
  await server.kill();
  await told.promise;
  const connected = once(happened, "connected");
  await server.restart();
  await connected;
  back.open();
  expect(await flow.result()).toEqual({ t: "done" });
  // The executor's only credit is free again.
  const further = await client.run({ tasks: [{ name: "u", type: "work" }] });
  expect(await further.result()).toEqual({ u: "done" });
  expect(executor.sessionId).toBe(sessionId);
  const { tasks } = await flow.details({ view: "FULL" });
  // Giving back is no failed try.
  expect(tasks).toMatchObject([{ state: "SUCCEEDED", tries: 0 }]);
});
