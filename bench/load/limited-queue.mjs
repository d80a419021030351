/**
 * Load: a queue with a limit, on which more tasks wait than it lets through; executors hold each for a while, one on each
 * server. Told is how much of the limit was in use while it could be.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "lazyengine/client";
import { loadProcess } from "./load-process.mjs";
import { Use } from "./use.mjs";

const TYPE = "limited";

await loadProcess(async ({ addresses, limit, holdMs }) => {
  const clients = addresses.map((address) => new Client({ address }));
  const [client] = clients;
  await client.updateQueue(TYPE, { concurrencyLimit: limit });
  const use = new Use();
  const stop = new AbortController();
  const work = async (own, { flowId, taskId, claimToken }) => {
    use.change(1);
    use.works(1);
    await delay(holdMs);
    // By the time that this one hears that it is over another may have its permit.
    use.works(-1);
    await own.taskComplete({ flowId, taskId, claimToken, result: null });
    use.change(-1);
  };
  for (const own of clients) void takeTasks(own, stop.signal, limit, work);
  return {
    /** From the first task to the moment when fewer are left than the limit allows. */
    async run({ flows, size }) {
      const tasks = Array.from({ length: size }, (_, index) => ({ name: `t${index}`, type: TYPE }));
      use.begin(flows * size - limit);
      const started = await Promise.all(Array.from({ length: flows }, () => client.run({ name: "wide", tasks })));
      const used = await use.over;
      await Promise.all(started.map((flow) => flow.wait()));
      return { share: used / limit, most: use.most };
    },
    async close() {
      stop.abort();
      for (const own of clients) own.close();
    },
  };
});

async function takeTasks(client, signal, maxInFlight, work) {
  for await (const event of client.watchReadyTasks({ queues: [TYPE], maxInFlight, signal })) {
    if (event.kind === "ready_tasks") for (const task of event.tasks) void work(client, task);
  }
}
