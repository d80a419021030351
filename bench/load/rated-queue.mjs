/**
 * Load: a queue with a rate, on which more tasks wait than it lets through; executors complete each at once, one on each
 * server. Told is how much of the rate was used, and the most that were handed out within any window as long as its period, by
 * the times at which the servers did.
 */
import { Client } from "lazyengine/client";
import { loadProcess } from "./load-process.mjs";

const TYPE = "rated";

await loadProcess(async ({ addresses, tasks: rate, periodMs }) => {
  const clients = addresses.map((address) => new Client({ address }));
  const [client] = clients;
  await client.updateQueue(TYPE, { rateLimit: { tasks: rate, period: periodMs } });
  const stop = new AbortController();
  for (const own of clients) void takeTasks(own, stop.signal, rate);
  return {
    async run({ flows, size }) {
      const tasks = Array.from({ length: size }, (_, index) => ({ name: `t${index}`, type: TYPE }));
      const started = await Promise.all(Array.from({ length: flows }, () => client.run({ name: "wide", tasks })));
      await Promise.all(started.map((flow) => flow.wait()));
      const times = (await Promise.all(started.map((flow) => claimTimes(flow, size)))).flat().sort((a, b) => a - b);
      return { share: shareOf(times, rate, periodMs), most: mostWithin(times, periodMs) };
    },
    async close() {
      stop.abort();
      for (const own of clients) own.close();
    },
  };
});

async function takeTasks(client, signal, maxInFlight) {
  for await (const event of client.watchReadyTasks({ queues: [TYPE], maxInFlight, signal })) {
    if (event.kind !== "ready_tasks") continue;
    for (const { flowId, taskId, claimToken } of event.tasks) {
      void client.taskComplete({ flowId, taskId, claimToken, result: null });
    }
  }
}

async function claimTimes(flow, size) {
  const { tasks } = await flow.details({ view: "FULL", pageSize: size });
  return tasks.flatMap(({ attempts }) => attempts.map(({ claimTime }) => claimTime));
}

/** Of what the rate allows from the first task to the first of the last period: it begins anew each time that it is spent. */
function shareOf(times, rate, periodMs) {
  const whole = Math.floor((times.length - 1) / rate) * rate;
  return whole / ((times[whole] - times[0]) / periodMs) / rate;
}

function mostWithin(times, windowMs) {
  let [most, first] = [0, 0];
  for (const [index, time] of times.entries()) {
    while (time - times[first] >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
