// Q3: of two servers under load one is killed with SIGKILL: no more tasks of a queue are handed out within any window of a
// period than its rate allows, and the other goes on with all of it.
import { afterEach, expect, test } from "vitest";
import { Client, Executor } from "../../src/client/index.js";
import { endAll } from "../cli/lazyengine-process.js";
import { mostWithin } from "../engine/most-within.js";
import { testDatabase } from "../mongod/database.js";
import { Counter } from "./counter.js";
import { serve } from "./serving.js";

const RATE = 30;
const PERIOD_MS = 1_000;
const TASKS = 240;
/** Between the servers' clocks and the database's, and on the way to an executor under load. */
const CLOCKS_MS = 100;
const WAY_MS = 500;
/** That a server is gone is meant. */
const silent = () => undefined;
const QUIET = { debug: silent, info: silent, warn: silent, error: silent };

afterEach(endAll);

test(`no more than ${RATE} tasks a second are handed out by two servers, of which one is killed`, {
  timeout: 120_000,
}, async () => {
  const { uri, dbName } = testDatabase();
  const servers = await Promise.all([serve(uri, dbName), serve(uri, dbName)]);
  const clients = servers.map(({ address }) => new Client({ address, deadlineMs: 120_000 }));
  const [client, doomed] = clients as [Client, Client];
  await client.updateQueue("work", { rateLimit: { tasks: RATE, period: PERIOD_MS } });
  const ran = new Counter();
  const times: number[] = [];
  const handlers = {
    work: async () => {
      times.push(performance.now());
      ran.note();
    },
  };
  const executors = clients.map(
    (own) => new Executor({ client: own, handlers, maxInFlight: RATE, leaseDuration: "1s", log: QUIET }),
  );
  for (const executor of executors) void executor.start().catch(() => undefined);
  const flows = Array.from({ length: 6 }, (_, index) => `f${index}`);
  const tasks = Array.from({ length: TASKS / flows.length }, (_, index) => ({ name: `t${index}`, type: "work" }));
  for (const flowId of flows) await client.run({ name: "wide", tasks }, { flowId });
  await ran.atLeast(TASKS / 3);
  await servers[1]?.kill();
  await Promise.all(flows.map((flowId) => client.flow(flowId).wait()));
  // As the executors saw it: what is on its way for longer than usual may meet what was let through later.
  for (const periods of [1, 2, 4]) {
    expect(mostWithin(times, periods * PERIOD_MS - WAY_MS)).toBeLessThanOrEqual(periods * RATE);
  }
  const handedOut = await Promise.all(flows.map((flowId) => attemptTimes(client, flowId)));
  expect(handedOut.flat().length).toBeGreaterThanOrEqual(TASKS);
  expect(mostWithin(handedOut.flat(), PERIOD_MS - CLOCKS_MS)).toBeLessThanOrEqual(RATE);
  await executors[0]?.drain();
  for (const own of [client, doomed]) own.close();
});

/** When each attempt of each task was handed out, by the server that did. */
async function attemptTimes(client: Client, flowId: string): Promise<readonly number[]> {
  const { tasks } = await client.flow(flowId).details({ view: "FULL", pageSize: TASKS });
  return tasks.flatMap(({ attempts }) => attempts.flatMap(({ claimTime }) => claimTime ?? []));
}
