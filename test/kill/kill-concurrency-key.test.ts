// Q4: of two servers under load one is killed with SIGKILL: no more tasks of a concurrency key are held than its limit allows,
// of two queues together, at any moment, and the permits that it had come back.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { Client, Executor } from "../../src/client/index.js";
import { endAll } from "../cli/lazyengine-process.js";
import { testDatabase } from "../mongod/database.js";
import { Counter } from "./counter.js";
import { serve } from "./serving.js";

const LIMIT = 3;
const TASKS = 120;
/** That a server is gone is meant. */
const silent = () => undefined;
const QUIET = { debug: silent, info: silent, warn: silent, error: silent };

afterEach(endAll);

test(`no more than ${LIMIT} tasks of a key run at once through two servers, of which one is killed`, {
  timeout: 120_000,
}, async () => {
  const { uri, dbName } = testDatabase();
  const servers = await Promise.all([serve(uri, dbName), serve(uri, dbName)]);
  const clients = servers.map(({ address }) => new Client({ address, deadlineMs: 120_000 }));
  const [client, doomed] = clients as [Client, Client];
  await client.updateConcurrencyKey("crm", { limit: LIMIT });
  const ran = new Counter();
  let [running, most] = [0, 0];
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await delay(10); // what overlaps is what is counted
    running -= 1;
    ran.note();
  };
  const executors = clients.map(
    (own) =>
      new Executor({
        client: own,
        handlers: { sync: work, push: work },
        maxInFlight: LIMIT * 2,
        leaseDuration: "1s",
        log: QUIET,
      }),
  );
  for (const executor of executors) void executor.start().catch(() => undefined);
  const flows = Array.from({ length: 6 }, (_, index) => `f${index}`);
  for (const [index, flowId] of flows.entries()) {
    const type = index % 2 === 0 ? "sync" : "push";
    const tasks = Array.from({ length: TASKS / flows.length }, (_, number) => ({
      ...{ name: `t${number}`, type, concurrencyKey: "crm" },
    }));
    await client.run({ name: "wide", tasks }, { flowId });
  }
  await ran.atLeast(TASKS / 3);
  await servers[1]?.kill();
  await Promise.all(flows.map((flowId) => client.flow(flowId).wait()));
  expect(most).toBeLessThanOrEqual(LIMIT);
  const isFree = async () => (await client.listConcurrencyKeys({ keys: ["crm"] })).keys[0]?.used === 0;
  await vi.waitUntil(isFree, { timeout: 20_000, interval: 100 });
  await executors[0]?.drain();
  for (const own of [client, doomed]) own.close();
});
