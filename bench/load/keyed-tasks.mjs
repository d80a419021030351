/**
 * Load: tasks that wait for many concurrency keys, each with a limit of 1 or 2; executors, one on each server, hold each
 * for a while. Told is how fast, how long a page of all keys takes meanwhile, and by how much any key was above its limit.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "lazyengine/client";
import { HeldByKey } from "./held-by-key.mjs";
import { inParallel } from "./in-parallel.mjs";
import { loadProcess } from "./load-process.mjs";

const TYPE = "keyed";
const PAGE = 1_000;
const RUNS_AT_ONCE = 32;

await loadProcess(async ({ addresses, keys, slots, holdMs }) => {
  const clients = addresses.map((address) => new Client({ address }));
  const [client] = clients;
  const names = Array.from({ length: keys }, (_, index) => `customer-${index}`);
  const limits = new Map(names.map((name, index) => [name, 1 + (index % 2)]));
  const wide = names.filter((name) => limits.get(name) === 2);
  await inParallel(wide.length, RUNS_AT_ONCE, (index) => client.updateConcurrencyKey(wide[index], { limit: 2 }));
  const held = new HeldByKey(limits);
  const stop = new AbortController();
  for (const own of clients) void takeTasks(own, stop.signal, slots, { held, holdMs });
  let runs = 0;
  return {
    /** Flows of `size` tasks that wait for nothing but the flow's key, `flows` of them, spread over all keys. */
    async run({ flows, size }) {
      held.most = 0;
      runs += 1;
      const done = held.after(flows * size);
      const begun = performance.now();
      let lists = [];
      const listing = listWhile(client, done).then((times) => {
        lists = times;
      });
      await inParallel(flows, RUNS_AT_ONCE, (index) => {
        const key = names[index % keys];
        const name = `${key}.${runs}.${index}`;
        return client.run(flowOf(name, key, size), { flowId: name });
      });
      await done;
      const seconds = (performance.now() - begun) / 1000;
      await listing;
      return { perSecond: (flows * size) / seconds, listMs: Math.max(...lists), above: held.most };
    },
    async close() {
      stop.abort();
      for (const own of clients) own.close();
    },
  };
});

/** Each is of a definition of its own, however many keys there are. */
function flowOf(name, key, size) {
  const task = { type: TYPE, concurrencyKey: key };
  return { name, tasks: Array.from({ length: size }, (_, index) => ({ ...task, name: `${name}.${index}` })) };
}

/** How long each page took that was asked for until then, one after the other; one at least. */
async function listWhile(client, done) {
  const times = [];
  let goesOn = true;
  void done.then(() => {
    goesOn = false;
  });
  do {
    const begun = performance.now();
    await client.listConcurrencyKeys({ pageSize: PAGE });
    times.push(performance.now() - begun);
  } while (goesOn);
  return times;
}

async function takeTasks(client, signal, maxInFlight, { held, holdMs }) {
  const work = async ({ flowId, taskId, claimToken }) => {
    const [key] = flowId.split(".");
    held.change(key, 1);
    await delay(holdMs);
    // By the time that this one hears that it is over another may have its permit.
    held.change(key, -1);
    await client.taskComplete({ flowId, taskId, claimToken, result: null });
    held.ended();
  };
  for await (const event of client.watchReadyTasks({ queues: [TYPE], maxInFlight, signal })) {
    if (event.kind === "ready_tasks") for (const task of event.tasks) void work(task);
  }
}
